import { replaceAccountDocument } from '../commands/start-document.ts'
import { closeDocument } from '../database/repository/document.ts'
import type { Relationship } from '../database/repository/relationship.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'

/** The end of a relationship (DOC6): the customer gets a document of its own, and the MSP's are closed. */
export async function beginDocumentsAnew(unit: UnitOfWork, ended: Relationship): Promise<void> {
  await replaceAccountDocument(unit, ended)
  await closeDocument(unit.trx, ended.private_document_id, unit.now)
  unit.publish({ organisationId: ended.msp_id, collection: 'document', key: ended.private_document_id })
  unit.publish({ organisationId: ended.customer_id, collection: 'account', key: ended.customer_id })
}
