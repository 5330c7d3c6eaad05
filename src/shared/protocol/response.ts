/**
 * What the server sends, on the answer of an exchange and on the live lane alike: answers to items first,
 * then records in pages, each run closed by a `cursor` frame. A device commits records and cursor together.
 */
import { z } from 'zod'
import { accountRecordSchema } from '../domain/schemas/customer-record-schema.ts'
import type { ActivityActor } from '../domain/facts/activity-entry.ts'
import type { ChangeId, DocumentId } from '../domain/ids.ts'
import { receivedRefusalCodeSchema, type FieldErrors, type RefusalCode } from '../domain/refusal.ts'
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
  variants,
  type Column,
} from './columns.ts'
import { bytesSchema } from './bytes.ts'
import { actorColumns, changeIds } from './record-columns.ts'
import { cursorSchema } from './request.ts'

/** An edit that became the document's update just as it was sent, and nobody else changed the document meanwhile. */
export interface Kept {
  /** Which update of the document it became. */
  seq: number
  /** When it was made, by the server's reckoning (DOC3), ms. */
  at: number
  /** When it was committed, ms. */
  receivedAt: number
}

export type Answer =
  /** `kept`: the device can do for itself what the feed would otherwise bring back to it. */
  | { outcome: 'accepted'; feedNumber: number; kept: Kept | null }
  | { outcome: 'refused'; code: RefusalCode; fields: FieldErrors | null }
  /** The server knows another item under this number, or other content under these clocks: start a new epoch (PUSH1). */
  | { outcome: 'fork' }
  /** Not decided now; send it again after this long. */
  | { outcome: 'later'; retryAfterMs: number }

export interface ItemAnswer {
  number: number
  answer: Answer
}

const fieldErrors: Column<FieldErrors> = converted(
  texts,
  (fields) => JSON.stringify(fields),
  (text) => JSON.parse(text) as FieldErrors,
)

export const answerColumns = records<ItemAnswer>({
  number: steps,
  answer: variants<'outcome', Answer>('outcome', {
    accepted: records({ feedNumber: steps, kept: optional(records({ seq: counts, at: steps, receivedAt: steps })) }),
    refused: records({ code: choices(), fields: optional(fieldErrors) }),
    fork: records({}),
    later: records({ retryAfterMs: counts }),
  }),
})

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

export const collectionSchema = z.enum(['relationship', 'account', 'document', 'change'])
export type Collection = z.infer<typeof collectionSchema>

/** A thousand documents, each as large as one may be, are more; they never come together. */
const pageLimitBytes = 32 * 1024 * 1024

const number = z.number().int().nonnegative()
/** A page of records in columns; which ones, the frame's type says. */
const page = bytesSchema(pageLimitBytes)
/** What a device says to go on behind this page, should the next never come (SYNC7): a word that only the server reads. */
const place = z.string().optional()

export const frameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answers'), page }),
  /** Everything after this until `snapshot-end` is the whole of what the user may see (SYNC3). */
  z.object({
    type: z.literal('snapshot-begin'),
    incarnation: z.string(),
    accessVersion: number,
    documents: number,
    records: number,
    /** The one that was cut goes on behind this place: what came of it stays (SYNC7). */
    resumed: place,
  }),
  z.object({ type: z.literal('snapshot-end') }),
  z.object({ type: z.literal('relationships'), number, page, place }),
  z.object({ type: z.literal('documents'), number, page, place }),
  z.object({ type: z.literal('edits'), number, page }),
  z.object({ type: z.literal('changes'), number, page, place }),
  z.object({ type: z.literal('account'), number, record: accountRecordSchema }),
  /** No longer for this user: delete the local copy. */
  z.object({ type: z.literal('forget'), number, collection: collectionSchema, key: z.string() }),
  /** Every id the user may see, for reconciling after a change of access (SYNC4); both are pages of ids. */
  z.object({
    type: z.literal('visible'),
    accessVersion: number,
    relationshipIds: page,
    documentIds: page,
    /** Only those behind `after`, up to `until`, which the last slice doesn't have: for links that are cut (SYNC7). */
    slice: z.object({ after: z.string(), until: z.string().nullable() }).optional(),
    place,
  }),
  /** All before it is whole: store it together with this place. `after`: the cursor it follows; a mismatch is a gap (SYNC6). */
  z.object({ type: z.literal('cursor'), after: number, cursor: cursorSchema, serverNow: z.number() }),
  z.object({ type: z.literal('heartbeat'), serverNow: z.number(), number }),
  z.object({ type: z.literal('failure'), code: receivedRefusalCodeSchema }),
])
export type Frame = z.infer<typeof frameSchema>
