/**
 * Bringing documents forward by edits that the server has committed, and with them what lists show of their
 * facts and what the log says. Call inside the transaction that also stores the cursor.
 */
import { advanceDocument, describeEdit, type Advance } from '#shared/document/describe-edit.ts'
import { shapeOf } from '#shared/document/document-shape.ts'
import { openDocument, readFlags, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import type { ChangeRecord } from '#shared/domain/facts/activity-entry.ts'
import { rowFacts, rowPrivateFacts } from '#shared/domain/customer-record.ts'
import { editChangeId } from '#shared/domain/id-families.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { EditRecord } from '#shared/protocol/response.ts'
import type { LocalStore, StoredChange, StoredDocument, StoredRelationship } from './local-store.ts'
import { putDocuments, putRelationships, readDocuments, readRelationships } from './stored-records.ts'

/** Thrown when an edit arrives for a document that this device never got, or has otherwise: only a snapshot helps. */
export class MissingDocumentError extends Error {
  override readonly name = 'MissingDocumentError'
}

/** An edit to enter: the server's, or one of this device that the server kept as it was. */
export interface EnteredEdit extends Pick<
  EditRecord,
  'documentId' | 'seq' | 'update' | 'actor' | 'at' | 'receivedAt' | 'undoes' | 'lost'
> {
  isUnseen(field: string, before: string): boolean
  /** How many entries of the log it must make; null when nobody said. */
  details: number | null
}

export function enteredFrom({ unseen, ...edit }: EditRecord): EnteredEdit {
  return { ...edit, isUnseen: (field) => unseen.includes(field) }
}

/** So few at once that a page stays responsive. */
const editsAtOnce = 40

/** Throws MissingDocumentError. */
export async function advanceDocuments(
  store: LocalStore,
  edits: readonly EnteredEdit[],
  placing: { number: number; generation: number },
): Promise<void> {
  for (let start = 0; start < edits.length; start += editsAtOnce) {
    const slice = edits.slice(start, start + editsAtOnce)
    const documents = await documentsOf(store, slice)
    const rows = await rowsOf(store, [...documents.values()])
    const changes: StoredChange[] = []
    for (const edit of slice) {
      const document = documents.get(edit.documentId)
      if (!document || edit.seq > document.seq + 1) throw new MissingDocumentError(edit.documentId)
      const row = document.relationshipId && rows.get(document.relationshipId)
      if (edit.seq <= document.seq) {
        // It came with the whole document, and its log with it; what lists show may have been read before it was made.
        const values = row && readValues(openDocument(shapeOf(document.kind), document.state), shapeOf(document.kind))
        if (row && values) rows.set(row.id, withFacts(row, document, values, edit.receivedAt))
        continue
      }
      const advance = advanceDocument(shapeOf(document.kind), document.state, edit.update)
      const log = logOf(edit, document.relationshipId, advance)
      changes.push(...log.map((change) => ({ ...change, ...placing })))
      const number = Math.max(document.number, placing.number)
      documents.set(document.id, { ...document, state: advance.state, seq: edit.seq, number })
      if (row && log.length > 0) rows.set(row.id, withFacts(row, document, advance.values, edit.receivedAt))
    }
    await putDocuments(store, [...documents.values()])
    await putRelationships(store, [...rows.values()])
    await store.changes.bulkPut(changes)
  }
}

/** What the server's own log says of the edit. Throws MissingDocumentError when it can't be the same. */
export function logOf(edit: EnteredEdit, relationshipId: RelationshipId | null, advance: Advance): ChangeRecord[] {
  const { documentId, seq, actor, at, receivedAt, undoes } = edit
  const lost = edit.lost.map(({ field, lost: set, kept: before }) => ({ field, set, before, won: false }))
  const details = describeEdit([...advance.fields, ...lost], advance.texts, edit.isUnseen)
  // An update that builds on what this device never got would wait in it for ever.
  if (advance.incomplete || (edit.details !== null && details.length !== edit.details))
    throw new MissingDocumentError(documentId)
  return details.map((detail, place) => ({
    id: editChangeId(documentId, seq, place),
    documentId,
    relationshipId,
    actor,
    at,
    receivedAt,
    detail,
    undoes,
  }))
}

async function documentsOf(store: LocalStore, edits: readonly EnteredEdit[]) {
  const ids = [...new Set(edits.map(({ documentId }) => documentId))]
  const found = await readDocuments(store, ids)
  return new Map(found.filter((document) => document !== undefined).map((document) => [document.id, document]))
}

async function rowsOf(
  store: LocalStore,
  documents: readonly StoredDocument[],
): Promise<Map<RelationshipId, StoredRelationship>> {
  const ids = [...new Set(documents.map(({ relationshipId }) => relationshipId).filter((id) => id !== null))]
  const found = await readRelationships(store, ids)
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
