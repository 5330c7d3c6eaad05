/** What a device sends: one `hello`, then its items in device order (PUSH1). One exchange is one request. */
import { z } from 'zod'
import {
  changeIdSchema,
  documentIdSchema,
  itemIdSchema,
  relationshipIdSchema,
  storeIdSchema,
  userIdSchema,
} from '../domain/ids.ts'
import { intentSchema } from '../domain/facts/intent.ts'
import { updateLimitBytes } from '../domain/facts/document-limit.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import { bytesSchema } from './bytes.ts'

const counter = z.number().int().nonnegative()

/** A place in an organisation's feed; the entry's id shows whether the server still has that past (SYNC3). */
export const cursorSchema = z.object({ number: counter, entryId: z.string().max(22) })
export type Cursor = z.infer<typeof cursorSchema>

export const helloSchema = z.object({
  type: z.literal('hello'),
  protocol: counter,
  /** Whose store this is: items go only under their author's session (DEV1). */
  userId: userIdSchema,
  storeId: storeIdSchema,
  /** Null asks for a snapshot. */
  cursor: cursorSchema.nullable(),
  /** Access version the device last reconciled to (SYNC4). */
  accessVersion: counter,
  /** The device's clock while sending, ms. */
  sentAt: z.number(),
})
export type Hello = z.infer<typeof helloSchema>

export const editBodySchema = z.object({
  kind: z.literal('edit'),
  documentId: documentIdSchema,
  clientId: z.number().int().positive().max(0xffffffff),
  update: bytesSchema(updateLimitBytes),
  intents: z.array(intentSchema).min(1).max(100),
  undoes: changeIdSchema.nullable(),
})
export type EditBody = z.infer<typeof editBodySchema>

export const commandBodySchema = z.object({ kind: z.literal('command'), name: z.string().max(60), input: z.unknown() })
export type CommandBody = z.infer<typeof commandBodySchema>

export const itemSchema = z.object({
  type: z.literal('item'),
  /** Rises by device order within a store; holes are fine. */
  number: counter.min(1),
  id: itemIdSchema,
  relationshipId: relationshipIdSchema.nullable(),
  /** Items that must have been accepted before this one. */
  dependsOn: z.array(itemIdSchema).max(20),
  /** The device's clock when it was made, ms (DOC3). */
  editedAt: z.number(),
  /** Feed number the device had seen when it was made. */
  baseNumber: counter,
  body: z.discriminatedUnion('kind', [editBodySchema, commandBodySchema]),
})
export type Item = z.infer<typeof itemSchema>

const envelopeSchema = itemSchema.pick({ type: true, number: true, id: true })

/** An item that can be named but not read: it is refused by itself and holds nothing back (PUSH2). */
export type UnreadableItem = z.infer<typeof envelopeSchema> & { unreadable: RefusalCode }

/** An item as it came; null when it can't even be answered. */
export function readItem(value: unknown): Item | UnreadableItem | null {
  const item = itemSchema.safeParse(value)
  if (item.success) return item.data
  const envelope = envelopeSchema.safeParse(value)
  if (!envelope.success) return null
  const isTooLarge = item.error.issues.some((issue) => issue.message === 'too-large')
  return { ...envelope.data, unreadable: isTooLarge ? 'too-large' : 'malformed' }
}
