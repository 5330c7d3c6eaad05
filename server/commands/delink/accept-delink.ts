/**
 * The end of a relationship (M17, DOC6). In one transaction the MSP loses every access, the customer gets
 * a document of its own, and every device of both is made to reconcile what it may see (SYNC4).
 */
import { Refusal } from '#shared/domain/refusal.ts'
import { bumpAccessVersion } from '../../auth/access.ts'
import { closeDocument, lockDocuments } from '../../database/repository/document.ts'
import { decideRelationship, findRelationship, type Relationship } from '../../database/repository/relationship.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { CommandContext } from '../command-context.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import { replaceAccountDocument } from '../start-document.ts'
import { otherSide, requireDelinkDecision, type DelinkInput } from './decide-delink.ts'
import { mailDelink } from './mail-delink.ts'

export async function acceptDelink(context: CommandContext, input: DelinkInput): Promise<void> {
  const { unit, access, itemId } = context
  await lockItsDocuments(unit, input)
  const { relationship, side, status } = await requireDelinkDecision(context, input, 'accept')
  const ended = { status, delink_requested_at: null, delink_reminded_at: null, ended_at: unit.now }
  const decided = await decideRelationship(unit.trx, relationship, ended, unit.now)
  const actor = { userId: access.userId, organisationId: access.organisationId }
  await recordDecision(unit, { event: 'delink-accepted', relationship: decided, actor, itemId })
  // Told while the addresses of both sides are still to hand.
  const parties = { side, requestedBy: otherSide(side) }
  await mailDelink(context, decided, 'delink-accepted', parties, 'msp')
  await mailDelink(context, decided, 'delink-accepted', parties, 'customer')
  await partDocuments(unit, decided)
  await bumpAccessVersion(unit.trx, decided.msp_id)
  await bumpAccessVersion(unit.trx, decided.customer_id)
  publishRelationship(unit, decided)
  unit.publish({ organisationId: decided.customer_id, collection: 'account', key: decided.customer_id })
}

/** Edits lock documents before relationships; the other order here would make the two wait for each other. */
async function lockItsDocuments(unit: UnitOfWork, input: DelinkInput): Promise<void> {
  const relationship = await findRelationship(unit.trx, input.relationshipId)
  if (!relationship) throw new Refusal('not-permitted')
  await lockDocuments(unit.trx, [relationship.account_document_id, relationship.private_document_id])
}

async function partDocuments(unit: UnitOfWork, relationship: Relationship): Promise<void> {
  await replaceAccountDocument(unit, relationship)
  await closeDocument(unit.trx, relationship.private_document_id, unit.now)
  unit.publish({ organisationId: relationship.msp_id, collection: 'document', key: relationship.private_document_id })
}
