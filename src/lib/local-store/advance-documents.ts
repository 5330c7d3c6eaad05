/**
 * Bringing documents forward by edits that the server has committed, and with them what lists show of their
 * facts and what the log says. Call inside the transaction that also stores the cursor.
 */
import { advanceDocument, describeEdit, type Advance } from '#shared/document/describe-edit.ts'
import { shapeOf } from '#shared/document/document-shape.ts'
import { openDocument, readValues } from '#shared/document/document-values.ts'
import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import { editChangeId } from '#shared/domain/id-families.ts'
import type { DocumentRecord } from '#shared/domain/document/document-record.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { EditRecord } from '#shared/protocol/edit-columns.ts'
import { changeKind } from '#shared/records/change.ts'
import { documentKind } from '#shared/records/document.ts'
import { kinds } from '#shared/records/kinds.ts'
import type { AnyKind, Holder, ShownEdit } from '#shared/records/record-kind.ts'
import type { LocalStore, Received } from './local-store.ts'
import { putRecords, readRecords } from './stored-records.ts'

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
  placing: Received & { holder: Holder },
): Promise<void> {
  const { number, generation, holder } = placing
  for (let start = 0; start < edits.length; start += editsAtOnce) {
    const slice = edits.slice(start, start + editsAtOnce)
    const documents = await documentsOf(store, slice)
    const shown = await ShownRecords.read(store, [...documents.values()])
    const changes: (ChangeRecord & Received)[] = []
    for (const edit of slice) {
      const document = documents.get(edit.documentId)
      if (!document || edit.seq > document.seq + 1) throw new MissingDocumentError(edit.documentId)
      if (edit.seq <= document.seq) {
        // It came with the whole document, and its log with it; what lists show may have been read before it was made.
        const shape = shapeOf(document.kind)
        const values = readValues(openDocument(shape, document.state), shape)
        shown.advance(document.relationshipId, { document, values, receivedAt: edit.receivedAt })
        continue
      }
      const advance = advanceDocument(shapeOf(document.kind), document.state, edit.update)
      const log = logOf(edit, document.relationshipId, advance)
      changes.push(...log.map((change) => ({ ...change, number, generation })))
      const newest = Math.max(document.number, number)
      documents.set(document.id, { ...document, state: advance.state, seq: edit.seq, number: newest })
      if (log.length > 0)
        shown.advance(document.relationshipId, { document, values: advance.values, receivedAt: edit.receivedAt })
    }
    await putRecords(store, documentKind, holder, [...documents.values()])
    await shown.put(store, holder)
    await putRecords(store, changeKind, holder, changes)
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
    devices: null,
  }))
}

async function documentsOf(store: LocalStore, edits: readonly EnteredEdit[]) {
  const ids = [...new Set(edits.map(({ documentId }) => documentId))]
  const found = await readRecords(store, documentKind, ids)
  return new Map(found.filter((document) => document !== undefined).map((document) => [document.id, document]))
}

type Shown = { id: string } & Received

/** Records that show some of what documents hold, brought forward with them. */
class ShownRecords {
  private readonly byKind = new Map<AnyKind, Map<string, Shown>>()

  static async read(store: LocalStore, documents: readonly DocumentRecord[]): Promise<ShownRecords> {
    const shown = new ShownRecords()
    const ids = [...new Set(documents.map(({ relationshipId }) => relationshipId).filter((id) => id !== null))]
    for (const kind of kinds.filter(({ afterEdit }) => afterEdit !== null)) {
      const found = (await readRecords(store, kind, ids)) as (Shown | undefined)[]
      shown.byKind.set(kind, new Map(found.filter((row) => row !== undefined).map((row) => [row.id, row])))
    }
    return shown
  }

  advance(id: RelationshipId | null, edit: ShownEdit): void {
    for (const [kind, records] of this.byKind) {
      const record = id && records.get(id)
      if (id && record) records.set(id, kind.afterEdit!(record, edit) as Shown)
    }
  }

  async put(store: LocalStore, holder: Holder): Promise<void> {
    for (const [kind, records] of this.byKind) await putRecords(store, kind, holder, [...records.values()])
  }
}
