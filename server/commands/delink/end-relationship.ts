import type { ItemId } from '#shared/domain/ids.ts'
import { endAccessTo } from '../../auth/change-access.ts'
import { closeDocument } from '../../database/repository/document.ts'
import { decideRelationship, type Relationship } from '../../database/repository/relationship.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { publishRelationship, recordDecision, type ChangeActor } from '../record-change.ts'
import { replaceAccountDocument } from '../start-document.ts'

/**
 * The end of a relationship (DOC6): the MSP loses every access, the customer gets a document of its own, and every
 * device that saw it is made to reconcile what it may see (SYNC4). The caller holds its documents and its row.
 */
export async function endRelationship(
  unit: UnitOfWork,
  relationship: Relationship,
  acceptance: { actor: ChangeActor; itemId: ItemId | null },
): Promise<void> {
  const ended = {
    status: 'delinked' as const,
    delink_requested_at: null,
    delink_reminded_at: null,
    delink_reminded_count: 0,
    ended_at: unit.now,
  }
  const decided = await decideRelationship(unit.trx, relationship, ended, unit.now)
  await recordDecision(unit, { event: 'delink-accepted', relationship: decided, ...acceptance })
  await replaceAccountDocument(unit, decided)
  await closeDocument(unit.trx, decided.private_document_id, unit.now)
  unit.publish({ organisationId: decided.msp_id, collection: 'document', key: decided.private_document_id })
  await endAccessTo(unit, decided)
  publishRelationship(unit, decided)
  unit.publish({ organisationId: decided.customer_id, collection: 'account', key: decided.customer_id })
}
