/** Documents begin and end by decision: made with their account, replaced when a relationship ends (DOC6). */
import * as Y from 'yjs'
import { readValues, type DocumentValues } from '#shared/document/document-values.ts'
import { admitUpdate } from '#shared/document/admission.ts'
import { shapeOf } from '#shared/document/document-shape.ts'
import { freshState, settleFields } from '#shared/document/settle-fields.ts'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import type { DocumentId, OrganisationId, RelationshipId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { DocumentKind } from '#shared/domain/document/document-record.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import {
  closeDocument,
  findDocument,
  findOwnDocument,
  insertDocument,
  saveWriters,
} from '../database/repository/document.ts'
import type { RelationshipTable } from '../database/tables/relationship-table.ts'
import type { DocumentTable } from '../database/tables/document-tables.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'

export interface NewDocument {
  id: DocumentId
  kind: DocumentKind
  organisationId: OrganisationId
  customerId: OrganisationId
  relationshipId: RelationshipId | null
  writer: { userId: UserId; storeId: StoreId; clientId: number }
  /** The first edit, made on the device. */
  update: Uint8Array
  /** When it was made, by the server's reckoning (DOC3). */
  stamp: number
}

/** Admits a document's first update and stores it; publishes it to its owner's organisation. Throws Refusal. */
export async function startDocument(unit: UnitOfWork, document: NewDocument): Promise<DocumentValues> {
  const shape = shapeOf(document.kind)
  const admission = admitUpdate(shape, null, document.writer.clientId, document.update)
  if (!admission.admitted) throw new Refusal(admission.code)
  const serverClientId = freshClientId(unit, document.writer.clientId)
  const { stamps } = settleFields(admission.doc, shape, { ...admission, stamp: document.stamp }, {}, serverClientId)
  const values = readValues(admission.doc, shape)
  await insertDocument(unit.trx, {
    id: document.id,
    kind: document.kind,
    organisation_id: document.organisationId,
    customer_id: document.customerId,
    relationship_id: document.relationshipId,
    state: Y.encodeStateAsUpdate(admission.doc),
    seq: 0,
    server_client_id: serverClientId,
    facts: JSON.stringify(values),
    stamps: JSON.stringify(stamps),
    modified_at: unit.now,
    closed_at: null,
    started_at: document.stamp,
  })
  const { userId, storeId, clientId } = document.writer
  await saveWriters(unit.trx, [
    {
      organisation_id: document.organisationId,
      document_id: document.id,
      client_id: clientId,
      user_id: userId,
      store_id: storeId,
      last_stamp: document.stamp,
      is_former: 0,
    },
  ])
  unit.publish({ organisationId: document.organisationId, collection: 'document', key: document.id })
  return values
}

/** The server writes under an id of its own, which no device may claim (PUSH3). */
function freshClientId(unit: UnitOfWork, taken: number): number {
  for (;;) {
    const id = unit.ids.clientId()
    if (id !== taken) return id
  }
}

/**
 * Closes the relationship's account document and begins another that holds only its winning values; the caller publishes
 * both. `goesOn`: it stays the relationship's, and what was done to the old one before and arrives late is still older than
 * what holds (DOC3); otherwise it is the customer's own. `without`: fields that end with the one before. Returns its id.
 */
export async function replaceAccountDocument(
  unit: UnitOfWork,
  relationship: RelationshipTable,
  { goesOn, without = () => false }: { goesOn: boolean; without?: (field: string) => boolean },
): Promise<DocumentId> {
  const old = await findDocument(unit.trx, relationship.account_document_id, { lock: true })
  if (!old) throw new Error('relationship without a document')
  await closeDocument(unit.trx, old.id, unit.now)
  const id = goesOn ? documentIdsOf(relationship.id).shared : (unit.ids.randomId() as DocumentId)
  const clientId = unit.ids.clientId()
  const held = JSON.parse(old.facts) as DocumentValues
  const values = Object.fromEntries(Object.entries(held).filter(([field]) => !without(field)))
  const replacement: DocumentTable = {
    ...old,
    id,
    facts: JSON.stringify(values),
    state: freshState(shapeOf('account'), clientId, values),
    seq: 0,
    server_client_id: clientId,
    modified_at: unit.now,
    ...(!goesOn && { relationship_id: null, started_at: unit.now }),
  }
  await insertDocument(unit.trx, replacement)
  return id
}

/** The account of a company that nobody manages yet, as a delink leaves one: written by the server, with what its form said. */
export async function startOwnDocument(
  unit: UnitOfWork,
  customerId: OrganisationId,
  values: DocumentValues,
): Promise<void> {
  const id = unit.ids.randomId() as DocumentId
  const clientId = unit.ids.clientId()
  await insertDocument(unit.trx, {
    id,
    kind: 'account',
    organisation_id: customerId,
    customer_id: customerId,
    relationship_id: null,
    state: freshState(shapeOf('account'), clientId, values),
    seq: 0,
    server_client_id: clientId,
    facts: JSON.stringify(values),
    stamps: JSON.stringify(Object.fromEntries(Object.keys(values).map((field) => [field, unit.now]))),
    modified_at: unit.now,
    closed_at: null,
    started_at: unit.now,
  })
  unit.publish({ organisationId: customerId, collection: 'document', key: id })
}

/**
 * Closes the document that the customer had alone, and begins the relationship's two: the account's with its winning values,
 * and an empty one for the MSP; the caller publishes them. Returns the closed one's id.
 */
export async function startManagedDocuments(unit: UnitOfWork, relationship: RelationshipTable): Promise<DocumentId> {
  const { id, msp_id, customer_id, account_document_id, private_document_id } = relationship
  const own = await findOwnDocument(unit.trx, customer_id)
  if (!own) throw new Error('customer without a document')
  await closeDocument(unit.trx, own.id, unit.now)
  const begun = { ...own, relationship_id: id, seq: 0, modified_at: unit.now }
  const start = async (document: Pick<DocumentTable, 'id' | 'kind' | 'organisation_id' | 'facts' | 'stamps'>) => {
    const clientId = unit.ids.clientId()
    const state = freshState(shapeOf(document.kind), clientId, JSON.parse(document.facts) as DocumentValues)
    await insertDocument(unit.trx, { ...begun, ...document, state, server_client_id: clientId })
  }
  const { facts, stamps } = own
  await start({ id: account_document_id, kind: 'account', organisation_id: customer_id, facts, stamps })
  await start({ id: private_document_id, kind: 'msp-private', organisation_id: msp_id, facts: '{}', stamps: '{}' })
  return own.id
}
