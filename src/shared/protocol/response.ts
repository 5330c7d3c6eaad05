/**
 * What the server sends, on the answer of an exchange and on the live lane alike: answers to items first,
 * then records in pages, each run closed by a `cursor` frame. A device commits records and cursor together.
 */
import { z } from 'zod'
import { receivedRefusalCodeSchema, type FieldErrors, type RefusalCode } from '../domain/refusal.ts'
import { choices, converted, counts, optional, records, steps, texts, variants, type Column } from './columns.ts'
import { bytesSchema } from './bytes.ts'
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

/** A thousand documents, each as large as one may be, are more; they never come together. */
const pageLimitBytes = 32 * 1024 * 1024

const number = z.number().int().nonnegative()
/** A page in columns; of what, the frame's type and kind say. */
const page = bytesSchema(pageLimitBytes)
/** What a device says to go on behind this page, should the next never come (SYNC7): a word that only the server reads. */
const place = z.string().optional()
/** The name of a kind of record; one that a device doesn't know is never sent to it. */
const kind = z.string().max(60)

export const frameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answers'), page }),
  /** Everything after this until `snapshot-end` is the whole of what the user may see (SYNC3). */
  z.object({
    type: z.literal('snapshot-begin'),
    incarnation: z.string(),
    accessVersion: number,
    /** How many records will come, about: for the progress that is shown. */
    records: number,
    /** The one that was cut goes on behind this place: what came of it stays (SYNC7). */
    resumed: place,
  }),
  z.object({ type: z.literal('snapshot-end') }),
  /** Records of a kind, written with its first `version` column groups. */
  z.object({ type: z.literal('records'), kind, version: number, number, page, place }),
  z.object({ type: z.literal('edits'), number, page }),
  /** A page of ids of a kind, no longer for this user: delete the local copies, and of a root all that goes with it. */
  z.object({ type: z.literal('forget'), kind, number, page }),
  /** All there is of a kind that this device didn’t have, or had with fewer columns, has come. */
  z.object({ type: z.literal('whole'), kind, version: number }),
  /**
   * Every root the user may see, for reconciling after a change of access (SYNC4): what has another goes. Two pages, of random
   * ids and of parties’ own.
   */
  z.object({
    type: z.literal('visible'),
    accessVersion: number,
    roots: page,
    parties: page,
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
