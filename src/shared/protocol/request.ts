/** What a device sends: one `hello`, then its items in device order (PUSH1). One exchange is one request. */
import { z } from 'zod'
import { changeIdSchema, documentIdSchema, itemIdSchema, storeIdSchema, userIdSchema } from '../domain/ids.ts'
import { updateLimitBytes } from '../domain/document/document-limit.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import { bytesSchema } from './bytes.ts'
import {
  anything,
  byteStrings,
  choices,
  decodePage,
  encodePage,
  ids,
  lists,
  numbers,
  optional,
  PageError,
  records,
  steps,
  texts,
  variants,
} from './columns.ts'
import { encodeFrames } from './frame.ts'
import { changeIds } from './edit-columns.ts'

const counter = z.number().int().nonnegative()

/** That a device may name. */
export const mostKinds = 50

/** A place in an organisation's feed; the entry's id shows whether the server still has that past (SYNC3). */
export const cursorSchema = z.object({ number: counter, entryId: z.string().max(22) })
export type Cursor = z.infer<typeof cursorSchema>

/** Name of a kind → how many of its column groups. */
export const kindsSchema = z
  .record(z.string().max(60), counter)
  .refine((kinds) => Object.keys(kinds).length <= mostKinds)
export type KindVersions = z.infer<typeof kindsSchema>

export const helloSchema = z.object({
  type: z.literal('hello'),
  protocol: counter,
  /** Whose store this is: items go only under their author's session (DEV1). */
  userId: userIdSchema,
  storeId: storeIdSchema,
  /** What this device reads: nothing of another kind is sent to it, and of each only so many groups. */
  kinds: kindsSchema,
  /** What it has all of: a kind that is missing here, or that it had fewer groups of, comes whole. */
  held: kindsSchema,
  /** Null asks for a snapshot. */
  cursor: cursorSchema.nullable(),
  /** Access version the device last reconciled to (SYNC4). */
  accessVersion: counter,
  /** The device's clock while sending, ms. */
  sentAt: z.number(),
  /** The most records in a page: said where a link was cut before enough pages came whole (SYNC7). */
  page: counter.min(1).optional(),
  /** The `place` that came with the last page which is stored here: what was cut goes on behind it, if it can (SYNC7). */
  resume: z.string().max(300).optional(),
})
export type Hello = z.infer<typeof helloSchema>

export const editBodySchema = z.object({
  kind: z.literal('edit'),
  documentId: documentIdSchema,
  clientId: z.number().int().positive().max(0xffffffff),
  update: bytesSchema(updateLimitBytes),
  /** What stood in the fields it sets when the person set them: tells who overwrote what they had not seen (DOC4). */
  seen: z.array(z.object({ field: z.string().max(80), value: z.string().max(20_000) })).max(100),
  undoes: changeIdSchema.nullable(),
})
export type EditBody = z.infer<typeof editBodySchema>

export const commandBodySchema = z.object({ kind: z.literal('command'), name: z.string().max(60), input: z.unknown() })
export type CommandBody = z.infer<typeof commandBodySchema>

export const itemSchema = z.object({
  /** Rises by device order within a store; holes are fine. */
  number: counter.min(1),
  id: itemIdSchema,
  /** Items that must have been accepted before this one. */
  dependsOn: z.array(itemIdSchema).max(20),
  /** The device's clock when it was made, ms (DOC3). */
  editedAt: z.number(),
  /** Feed number the device had seen when it was made. */
  baseNumber: counter,
  body: z.discriminatedUnion('kind', [editBodySchema, commandBodySchema]),
})
export type Item = z.infer<typeof itemSchema>

/** In one page: more than its items may have each. */
const mostDependencies = 10_000
const mostSeen = 50_000

const itemColumns = records<Item>({
  number: steps,
  id: ids(),
  dependsOn: lists(ids(), mostDependencies),
  editedAt: steps,
  baseNumber: steps,
  body: variants<'kind', Item['body']>('kind', {
    edit: records({
      documentId: ids(),
      clientId: numbers,
      update: byteStrings,
      seen: lists(records({ field: choices(), value: texts }), mostSeen),
      undoes: optional(changeIds),
    }),
    command: records({ name: choices(), input: anything }),
  }),
})

/** What an item takes in a request before compression, at most. */
export function itemBytes(item: Item): number {
  return encodePage(itemColumns, [item]).length
}

/** Few enough that what repeats within a page lies in gzip's window of 32 KB. */
const itemsPerPage = 64

/** The body of an exchange, not yet compressed. */
export function encodeRequest(hello: Hello, items: readonly Item[]): Uint8Array {
  const pages = Array.from({ length: Math.ceil(items.length / itemsPerPage) }, (_, index) =>
    encodePage(itemColumns, items.slice(index * itemsPerPage, (index + 1) * itemsPerPage)),
  )
  return encodeFrames([hello, ...pages.map((page) => ({ type: 'items', page }))])
}

const itemsFrameSchema = z.object({ type: z.literal('items'), page: z.instanceof(Uint8Array) })

/** The items of a request's frames after its `hello`. Throws PageError for what is no page of items, or more than `limit`. */
export function readItems(frames: readonly unknown[], limit: number): (Item | UnreadableItem)[] {
  const items: (Item | UnreadableItem)[] = []
  for (const value of frames) {
    const frame = itemsFrameSchema.safeParse(value)
    if (!frame.success) throw new PageError('not a page of items')
    for (const item of decodePage(itemColumns, frame.data.page, limit - items.length)) items.push(readItem(item))
  }
  return items
}

const envelopeSchema = itemSchema.pick({ number: true, id: true })

/** An item that can be named but not read: it is refused by itself and holds nothing back (PUSH2). */
export type UnreadableItem = z.infer<typeof envelopeSchema> & { unreadable: RefusalCode }

/** Throws PageError when it can't even be answered. */
function readItem(value: unknown): Item | UnreadableItem {
  const item = itemSchema.safeParse(value)
  if (item.success) return item.data
  const envelope = envelopeSchema.safeParse(value)
  if (!envelope.success) throw new PageError('an item without number or id')
  const isTooLarge = item.error.issues.some((issue) => issue.message === 'too-large')
  return { ...envelope.data, unreadable: isTooLarge ? 'too-large' : 'malformed' }
}
