/**
 * What the server sends, on the answer of an exchange and on the live lane alike: answers to items first,
 * then records, each run closed by a `cursor` frame. A device commits records and cursor together.
 */
import { z } from 'zod'
import { activityEntrySchema } from '../domain/facts/activity-entry.ts'
import { accountRecordSchema, relationshipRecordSchema } from '../domain/customer-record.ts'
import { documentIdSchema, itemIdSchema, organisationIdSchema, relationshipIdSchema } from '../domain/ids.ts'
import { fieldErrorsSchema, refusalCodeSchema } from '../domain/refusal.ts'
import { documentLimitBytes } from '../domain/facts/document-limit.ts'
import { bytesSchema } from './bytes.ts'
import { cursorSchema } from './request.ts'

const number = z.number().int().nonnegative()
const bytes = bytesSchema(8 * documentLimitBytes)

export const answerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('accepted'), feedNumber: number }),
  z.object({ outcome: z.literal('refused'), code: refusalCodeSchema, fields: fieldErrorsSchema.optional() }),
  /** The server knows another item under this number, or other content under these clocks: start a new epoch (PUSH1). */
  z.object({ outcome: z.literal('fork') }),
  /** Not decided now; send it again after this long. */
  z.object({ outcome: z.literal('later'), retryAfterMs: number }),
])
export type Answer = z.infer<typeof answerSchema>

export const documentRecordSchema = z.object({
  id: documentIdSchema,
  kind: z.enum(['account', 'msp-private']),
  relationshipId: relationshipIdSchema.nullable(),
  customerId: organisationIdSchema,
  state: bytes,
})
export type DocumentRecord = z.infer<typeof documentRecordSchema>

export const collectionSchema = z.enum(['relationship', 'account', 'document', 'change'])
export type Collection = z.infer<typeof collectionSchema>

export const frameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), number, id: itemIdSchema, answer: answerSchema }),
  /** Everything after this until `snapshot-end` is the whole of what the user may see (SYNC3). */
  z.object({ type: z.literal('snapshot-begin'), incarnation: z.string(), documents: number, records: number }),
  z.object({ type: z.literal('snapshot-end') }),
  z.object({ type: z.literal('relationship'), number, record: relationshipRecordSchema }),
  z.object({ type: z.literal('account'), number, record: accountRecordSchema }),
  z.object({ type: z.literal('change'), number, record: activityEntrySchema }),
  /** A document's whole state. */
  z.object({ type: z.literal('document'), number, record: documentRecordSchema }),
  /** Further updates of a document the device has, merged. */
  z.object({ type: z.literal('update'), number, documentId: documentIdSchema, update: bytes }),
  /** No longer for this user: delete the local copy. */
  z.object({ type: z.literal('forget'), number, collection: collectionSchema, key: z.string() }),
  /** Every id the user may see, for reconciling after a change of access (SYNC4). */
  z.object({
    type: z.literal('visible'),
    accessVersion: number,
    relationshipIds: z.array(relationshipIdSchema),
    documentIds: z.array(documentIdSchema),
  }),
  /** All before it is whole: store it together with this place. `after`: the cursor it follows; a mismatch is a gap (SYNC6). */
  z.object({ type: z.literal('cursor'), after: number, cursor: cursorSchema, serverNow: z.number() }),
  z.object({ type: z.literal('heartbeat'), serverNow: z.number(), number }),
  z.object({ type: z.literal('failure'), code: refusalCodeSchema }),
])
export type Frame = z.infer<typeof frameSchema>
