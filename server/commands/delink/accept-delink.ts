/** The other side agrees (M17, DOC6): the relationship ends, and both sides are told. */
import { Refusal } from '#shared/domain/refusal.ts'
import { lockDocuments } from '../../database/repository/document.ts'
import { findRelationship } from '../../database/repository/relationship.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { CommandContext } from '../command-context.ts'
import { otherSide, requireDelinkDecision, type DelinkInput } from './decide-delink.ts'
import { endRelationship } from './end-relationship.ts'
import { mailDelink } from './mail-delink.ts'

export async function acceptDelink(context: CommandContext, input: DelinkInput): Promise<void> {
  const { unit, access, itemId, services } = context
  // After a restore the journal brought back what this decision did (SYNC3).
  if (services.revocations.wasDelinkedBy(input.relationshipId, itemId)) return
  await lockItsDocuments(unit, input)
  const { relationship, side } = await requireDelinkDecision(context, input, 'accept')
  const parties = { side, requestedBy: otherSide(side) }
  await mailDelink(context, relationship, 'delink-accepted', parties, 'msp')
  await mailDelink(context, relationship, 'delink-accepted', parties, 'customer')
  const actor = { userId: access.userId, organisationId: access.organisationId }
  await endRelationship(unit, relationship, { actor, itemId })
  unit.afterCommit(() =>
    services.revocations.delinked({ relationshipId: relationship.id, itemId, at: unit.now, ...actor }),
  )
}

/** Edits lock documents before relationships; the other order here would make the two wait for each other. */
async function lockItsDocuments(unit: UnitOfWork, input: DelinkInput): Promise<void> {
  const relationship = await findRelationship(unit.trx, input.relationshipId)
  if (!relationship) throw new Refusal('not-permitted')
  await lockDocuments(unit.trx, [relationship.account_document_id, relationship.private_document_id])
}
