/**
 * Access moved, so the account gets a document of its winning values alone (DOC6): whoever sees it from now on gets no byte
 * of what was before. The old one is published last, so that a device has what goes on in its place before it goes.
 */
import { readAlertKey } from '#shared/domain/alert/alert-recipient.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { publishRelationship } from '../commands/record-change.ts'
import { replaceAccountDocument, startManagedDocuments } from '../commands/start-document.ts'
import { closeDocument } from '../database/repository/document.ts'
import { listAddresses } from '../database/repository/user.ts'
import { saveRelationship, type Relationship } from '../database/repository/relationship.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'

/** The caller holds the relationship and its documents. Returns the row as it is now. */
export async function beginDocumentsAnew(
  unit: UnitOfWork,
  before: Relationship,
  relationship: Relationship,
): Promise<Relationship> {
  const anew = await moveOf(before, relationship)(unit, relationship)
  unit.publish({ organisationId: relationship.customer_id, collection: 'account', key: relationship.customer_id })
  return anew
}

function moveOf(before: Relationship, after: Relationship) {
  if (isManaging(before)) return isManaging(after) ? share : leave
  return isManaging(after) ? admit : closeRequest
}

/** A request is over that had no documents: a backup has it so of a relationship that began and ended since (SYNC3). */
async function closeRequest(unit: UnitOfWork, relationship: Relationship): Promise<Relationship> {
  publishRelationship(unit, relationship)
  return relationship
}

/** The beginning of a relationship with a customer that had an account: the MSP gets what it says now, and nothing of before (C4). */
async function admit(unit: UnitOfWork, relationship: Relationship): Promise<Relationship> {
  const { msp_id, customer_id, account_document_id, private_document_id } = relationship
  const own = await startManagedDocuments(unit, relationship)
  for (const key of [own, account_document_id])
    unit.publish({ organisationId: customer_id, collection: 'document', key })
  for (const key of [account_document_id, private_document_id])
    unit.publish({ organisationId: msp_id, collection: 'document', key })
  publishRelationship(unit, relationship)
  return relationship
}

/** From now on the customer has it, too (M14); the MSP goes on with it. Nothing tells the customer that there was another. */
async function share(unit: UnitOfWork, relationship: Relationship): Promise<Relationship> {
  const { msp_id, customer_id, account_document_id: old } = relationship
  const id = await replaceAccountDocument(unit, relationship, { goesOn: true })
  const shared = await saveRelationship(unit.trx, relationship, { account_document_id: id })
  for (const organisationId of [customer_id, msp_id]) unit.publish({ organisationId, collection: 'document', key: id })
  publishRelationship(unit, shared)
  unit.publish({ organisationId: msp_id, collection: 'document', key: old })
  return shared
}

/** The end of a relationship: the account is the customer's alone, without the MSP's people among its recipients (M17), and the MSP's documents are closed. */
async function leave(unit: UnitOfWork, relationship: Relationship): Promise<Relationship> {
  const { msp_id, customer_id, account_document_id: old, private_document_id } = relationship
  const people = new Set(await listAddresses(unit.trx, msp_id))
  const isTheirs = (field: string) => {
    const target = readAlertKey(field)?.target
    return target?.type === 'address' && people.has(target.address)
  }
  const id = await replaceAccountDocument(unit, relationship, { goesOn: false, without: isTheirs })
  await closeDocument(unit.trx, private_document_id, unit.now)
  for (const key of [old, id]) unit.publish({ organisationId: customer_id, collection: 'document', key })
  for (const key of [old, private_document_id]) unit.publish({ organisationId: msp_id, collection: 'document', key })
  publishRelationship(unit, relationship)
  return relationship
}
