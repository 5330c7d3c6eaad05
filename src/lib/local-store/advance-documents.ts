/**
 * Bringing documents forward by updates that the server has committed, and with them what lists show of
 * their facts. Call inside the transaction that also stores the cursor.
 */
import { advanceDocument, type Advance } from '#shared/document/describe-edit.ts'
import { shapeOf } from '#shared/document/document-shape.ts'
import { readFlags, type DocumentValues } from '#shared/document/document-values.ts'
import { rowFacts, rowPrivateFacts } from '#shared/domain/customer-record.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { UpdateRecord } from '#shared/protocol/response.ts'
import type { LocalStore, StoredDocument, StoredRelationship } from './local-store.ts'

/** Thrown when an update arrives for a document this device never got: only a snapshot helps. */
export class MissingDocumentError extends Error {
  override readonly name = 'MissingDocumentError'
}

/** So few at once that a page stays responsive. */
const documentsAtOnce = 40

/** `advanced` is told what each update did to its document. Throws MissingDocumentError. */
export async function advanceDocuments(
  store: LocalStore,
  number: number,
  updates: readonly UpdateRecord[],
  advanced: (document: StoredDocument, advance: Advance, place: number) => void = () => undefined,
): Promise<void> {
  for (let start = 0; start < updates.length; start += documentsAtOnce) {
    const slice = updates.slice(start, start + documentsAtOnce)
    const documents = await readDocuments(store, slice)
    const rows = await readRows(store, [...documents.values()])
    slice.forEach((update, place) => {
      const document = documents.get(update.documentId)
      if (!document) throw new MissingDocumentError(update.documentId)
      const advance = advanceDocument(shapeOf(document.kind), document.state, update.update)
      // An update that builds on what this device never got would wait in it for ever.
      if (advance.incomplete) throw new MissingDocumentError(document.id)
      advanced(document, advance, start + place)
      documents.set(document.id, { ...document, state: advance.state, number: Math.max(document.number, number) })
      const row = document.relationshipId && rows.get(document.relationshipId)
      if (row) rows.set(row.id, withFacts(row, document, advance.values, update.at))
    })
    await store.documents.bulkPut([...documents.values()])
    await store.relationships.bulkPut([...rows.values()])
  }
}

async function readDocuments(store: LocalStore, updates: readonly UpdateRecord[]) {
  const ids = [...new Set(updates.map(({ documentId }) => documentId))]
  const found = await store.documents.bulkGet(ids)
  return new Map(found.filter((document) => document !== undefined).map((document) => [document.id, document]))
}

async function readRows(
  store: LocalStore,
  documents: readonly StoredDocument[],
): Promise<Map<RelationshipId, StoredRelationship>> {
  const ids = [...new Set(documents.map(({ relationshipId }) => relationshipId).filter((id) => id !== null))]
  const found = await store.relationships.bulkGet(ids)
  return new Map(found.filter((row) => row !== undefined).map((row) => [row.id, row]))
}

/** The row as the server would build it now: its facts are its documents'. */
function withFacts(
  row: StoredRelationship,
  { id, kind }: StoredDocument,
  values: DocumentValues,
  at: number,
): StoredRelationship {
  const modifiedAt = Math.max(row.modifiedAt, at)
  if (id === row.accountDocumentId) return { ...row, modifiedAt, facts: rowFacts(values) }
  if (id !== row.mspPrivate?.documentId) return row
  return { ...row, modifiedAt, mspPrivate: rowPrivateFacts(id, values, readFlags(values, shapeOf(kind))) }
}
