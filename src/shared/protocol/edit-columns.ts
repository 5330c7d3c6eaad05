/** Edits of documents as they travel, and how their writers and the log’s entries are named. */
import type { ActivityActor } from '../domain/document/change-record.ts'
import { editChangeId, parseChangeId } from '../domain/id-families.ts'
import type { ChangeId, DocumentId } from '../domain/ids.ts'
import {
  byteStrings,
  choices,
  converted,
  counts,
  ids,
  lists,
  optional,
  records,
  steps,
  texts,
  type Column,
} from './columns.ts'

/** Zero as the number of an update: a decision's id, which is random. */
export const changeIds: Column<ChangeId> = converted(
  records({ id: ids<string>(), seq: counts, place: counts }),
  (id) => {
    const parsed = parseChangeId(id)
    return { id: parsed.id, seq: parsed.edit?.seq ?? 0, place: parsed.edit?.place ?? 0 }
  },
  ({ id, seq, place }) => (seq === 0 ? (id as ChangeId) : editChangeId(id as DocumentId, seq, place)),
)

/** Few people make most changes, so that each is written once a page. */
export const actorColumns: Column<ActivityActor> = converted(
  choices(),
  (actor) => JSON.stringify(actor),
  (text) => JSON.parse(text) as ActivityActor,
)

/**
 * One edit of a document the device has, by whomever. What the log says of it is not here: who applies the
 * update to the same document sees the same difference. Here is only what can't be seen from it.
 */
export interface EditRecord {
  documentId: DocumentId
  /** Which of the document's updates. */
  seq: number
  update: Uint8Array
  actor: ActivityActor
  /** When it was made, by the server's reckoning (DOC3), ms. */
  at: number
  /** When it was committed, ms. */
  receivedAt: number
  undoes: ChangeId | null
  /** Fields whose earlier value the writer had not seen. */
  unseen: string[]
  /** Values that gave way to a later one at once (H1). */
  lost: { field: string; lost: string; kept: string }[]
  /** How many entries of the log it makes, those lost among them: another count means that the document is another. */
  details: number
}

export const editColumns = records<EditRecord>({
  documentId: ids(),
  seq: counts,
  update: byteStrings,
  actor: actorColumns,
  at: steps,
  receivedAt: steps,
  undoes: optional(changeIds),
  unseen: lists(choices()),
  lost: lists(records({ field: choices(), lost: texts, kept: texts })),
  details: counts,
})
