/**
 * The one way a fact changes on the server: authorise, admit on a scratch copy, let the later edit win,
 * save, log, tell the readers. Everything that can be refused is refused before the first write.
 */
import * as Y from 'yjs'
import { admitUpdate, type Admission } from '#shared/document/admission.ts'
import { shapeOf } from '#shared/document/document-shape.ts'
import { contentFingerprint, openDocument, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import { settleFields, type FieldStamps, type Settlement } from '#shared/document/settle-fields.ts'
import type { ActivityDetail } from '#shared/domain/activity-entry.ts'
import type { ItemId, StoreId } from '#shared/domain/ids.ts'
import type { Intent } from '#shared/domain/intent.ts'
import { canEditDocument, type RelationshipFacts } from '#shared/domain/permission.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { EditBody } from '#shared/protocol/request.ts'
import type { Access } from '../auth/access.ts'
import { findDocument, findWriter, insertWriter, saveDocument } from '../database/repository/document.ts'
import type { DocumentTable, RelationshipTable } from '../database/schema.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import { publishRelationship, readersOf, recordEdit } from './record-change.ts'

export interface PushedEdit extends EditBody {
  itemId: ItemId
  storeId: StoreId
  /** When it was made, by the server's reckoning (DOC3), ms. */
  stamp: number
}

type Admitted = Extract<Admission, { admitted: true }>

/** Throws Refusal: unknown-document, not-permitted, relationship-ended, or whatever admission finds. */
export async function editDocument(unit: UnitOfWork, access: Access, edit: PushedEdit): Promise<void> {
  const document = await findDocument(unit.trx, edit.documentId, { lock: true })
  if (!document) throw new Refusal('unknown-document')
  const relationship = await findRelationship(unit, document)
  requireEditor(access, document, relationship)
  const isNewWriter = await requireWriter(unit, access, document, edit)

  const shape = shapeOf(document.kind)
  const admission = admitUpdate(shape, document.state, edit.clientId, edit.update)
  if (!admission.admitted) throw new Refusal(admission.code)
  const stamps = JSON.parse(document.stamps) as FieldStamps
  const settlement = settleFields(admission.doc, shape, { ...admission, stamp: edit.stamp }, stamps, document.server_client_id)

  if (isNewWriter) await insertWriter(unit.trx, { documentId: document.id, clientId: edit.clientId, userId: access.userId, storeId: edit.storeId })
  const values = await save(unit, document, edit, settlement)
  for (const organisationId of readersOf(document, relationship)) {
    unit.publish({ organisationId, collection: 'document', key: document.id, seq: document.seq + 1 })
  }
  await recordEdit(unit, {
    document,
    relationship,
    actor: { userId: access.userId, organisationId: access.organisationId },
    stamp: edit.stamp,
    details: describe(admission, settlement, edit.intents),
    undoes: edit.undoes,
    itemId: edit.itemId,
  })
  await touchRelationship(unit, document, relationship, values)
}

async function findRelationship(unit: UnitOfWork, document: DocumentTable): Promise<RelationshipTable | null> {
  if (document.relationship_id === null) return null
  const row = await unit.trx.selectFrom('relationship').selectAll().where('id', '=', document.relationship_id).executeTakeFirst()
  return row ?? null
}

function factsOf(row: RelationshipTable): RelationshipFacts {
  return { mspId: row.msp_id, customerId: row.customer_id, status: row.status, managementType: row.management_type }
}

function requireEditor(access: Access, document: DocumentTable, relationship: RelationshipTable | null): void {
  const facts = { kind: document.kind, customerId: document.customer_id, closed: document.closed_at !== null }
  if (canEditDocument(access, facts, relationship && factsOf(relationship))) return
  const wasParty = access.organisationId === document.customer_id || access.organisationId === relationship?.msp_id
  throw new Refusal(wasParty && facts.closed ? 'relationship-ended' : 'not-permitted')
}

async function requireWriter(unit: UnitOfWork, access: Access, document: DocumentTable, edit: PushedEdit): Promise<boolean> {
  if (edit.clientId === document.server_client_id) throw new Refusal('foreign-client-id')
  const writer = await findWriter(unit.trx, document.id, edit.clientId)
  if (!writer) return true
  if (writer.user_id !== access.userId) throw new Refusal('foreign-client-id')
  if (writer.store_id !== edit.storeId) throw new Refusal('fork')
  return false
}

async function save(unit: UnitOfWork, document: DocumentTable, edit: PushedEdit, settlement: Settlement): Promise<DocumentValues> {
  const shape = shapeOf(document.kind)
  const updates = settlement.correction ? [edit.update, settlement.correction] : [edit.update]
  const collected = openDocument(shape, document.state, updates)
  const values = readValues(collected, shape)
  const next = {
    state: Y.encodeStateAsUpdate(collected),
    seq: document.seq + 1,
    facts: JSON.stringify(values),
    stamps: JSON.stringify(settlement.stamps),
    modified_at: unit.now,
  }
  await saveDocument(unit.trx, document.id, next, updates.length === 1 ? edit.update : Y.mergeUpdates(updates))
  return values
}

/** What the log says of an edit: from the server's own comparison; intents tell only what the person had seen. */
function describe(admission: Admitted, settlement: Settlement, intents: readonly Intent[]): ActivityDetail[] {
  const seen = new Map(intents.flatMap((intent) => (intent.kind === 'set' ? [[intent.field, intent.before] as const] : [])))
  const fields = settlement.fields
    .filter(({ set, before }) => set !== before)
    .map(({ field, set, before, won }): ActivityDetail =>
      won
        ? { type: 'field', field, before, after: set, unseen: (seen.get(field) ?? before) !== before }
        : { type: 'field-lost', field, lost: set, kept: before },
    )
  return [...fields, ...admission.texts.map((text): ActivityDetail => ({ type: 'text', ...text }))]
}

/** Lists show copies of the facts: the relationship's row counts as modified, and a customer's name follows its document. */
async function touchRelationship(unit: UnitOfWork, document: DocumentTable, relationship: RelationshipTable | null, values: DocumentValues): Promise<void> {
  const before = JSON.parse(document.facts) as DocumentValues
  if (contentFingerprint(before) === contentFingerprint(values)) return
  if (document.kind === 'account' && before['companyName'] !== values['companyName']) {
    await unit.trx.updateTable('organisation').set({ name: values['companyName'] ?? '' }).where('id', '=', document.customer_id).execute()
  }
  if (!relationship) return
  await unit.trx.updateTable('relationship').set({ modified_at: unit.now }).where('id', '=', relationship.id).execute()
  if (document.kind === 'account') publishRelationship(unit, relationship)
  else unit.publish({ organisationId: relationship.msp_id, collection: 'relationship', key: relationship.id })
}
