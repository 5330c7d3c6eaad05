/**
 * What a device's items were answered, read before and written with their effect, so that an item is applied at
 * most once, by number and by id (PUSH1).
 */
import { hash } from 'node:crypto'
import type { ItemId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { encodeFrame } from '#shared/protocol/frame.ts'
import type { Hello, Item } from '#shared/protocol/request.ts'
import type { Answer, ItemAnswer } from '#shared/protocol/response.ts'
import type { Access } from '../auth/access.ts'
import {
  findAcceptedItems,
  findAnsweredItems,
  insertAnsweredItems,
  lockDeviceStore,
  saveDeviceStore,
  type AnsweredItem,
} from '../database/repository/device-store.ts'
import { feedTimes } from '../database/feed.ts'
import type { DeviceStoreTable } from '../database/tables/feed-tables.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import { stampEdit } from './stamp.ts'

export const accepted: Answer = { outcome: 'accepted', feedNumber: 0, kept: null }

/** What an item is, as 128 bits: the same number with another hash is a fork. */
function hashItem(item: Item): string {
  return hash('sha256', encodeFrame([item.id, item.dependsOn, item.editedAt, item.body])).slice(0, 32)
}

export function answerTo(item: Pick<Item, 'number'>, answer: Answer): ItemAnswer {
  return { number: item.number, answer }
}

async function requireStore(unit: UnitOfWork, access: Access, hello: Hello): Promise<DeviceStoreTable> {
  const store = await lockDeviceStore(unit.trx, hello.storeId, access, unit.now)
  if (!store) throw new Refusal('not-permitted')
  return store
}

/** What the server knows of a run of items before it looks at them, read at once. */
export interface Known {
  store: DeviceStoreTable
  answered: Map<number, AnsweredItem>
  /** Of these items and of what they depend on. */
  accepted: Set<ItemId>
  /** Feed number → when it was committed. */
  times: Map<number, number>
  fresh: (AnsweredItem & { number: number })[]
}

export async function readKnown(
  unit: UnitOfWork,
  access: Access,
  hello: Hello,
  items: readonly Item[],
): Promise<Known> {
  const store = await requireStore(unit, access, hello)
  // What is beyond the last number was never answered.
  const seen = items.flatMap(({ number }) => (number <= store.last_number ? [number] : []))
  return {
    store,
    answered: seen.length === 0 ? new Map() : await findAnsweredItems(unit.trx, store.id, seen),
    accepted: await findAcceptedItems(
      unit.trx,
      access.userId,
      items.flatMap((item) => [item.id, ...item.dependsOn]),
    ),
    times: await feedTimes(unit.trx, access.organisationId, [...new Set(items.map((item) => item.baseNumber))]),
    fresh: [],
  }
}

export async function saveKnown(unit: UnitOfWork, { store, fresh }: Known): Promise<void> {
  await insertAnsweredItems(unit.trx, store, fresh, unit.now)
  await saveDeviceStore(unit.trx, store, unit.now)
}

/** The answer this item already got, `fork` when its number is taken, null when it is new. */
export function earlierAnswer(known: Known, item: Item): Answer | null {
  const { store, answered } = known
  const earlier = answered.get(item.number)
  if (earlier)
    return earlier.itemId === item.id && earlier.hash === hashItem(item) ? earlier.answer : { outcome: 'fork' }
  if (item.number <= store.last_number) return { outcome: 'fork' }
  // Numbered anew on the device after its answer was lost.
  return known.accepted.has(item.id) ? remember(known, item, accepted) : null
}

export function remember({ store, answered, accepted: taken, fresh }: Known, item: Item, answer: Answer): Answer {
  const kept = { number: item.number, itemId: item.id, hash: hashItem(item), answer }
  store.last_number = item.number
  answered.set(item.number, kept)
  if (answer.outcome === 'accepted') taken.add(item.id)
  fresh.push(kept)
  return answer
}

export function refusalOf(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error
  if (error.code === 'fork') return { outcome: 'fork' }
  return { outcome: 'refused', code: error.code, fields: error.fields ?? null }
}

export function requireDependencies({ accepted: taken }: Known, item: Item): void {
  if (!item.dependsOn.every((id) => taken.has(id))) throw new Refusal('depends-on-refused')
}

/** When the item was made (DOC3); `notBefore`: what it is about didn't exist earlier; `lastStamp`: of the device's last edit of the document. */
export function stampOf(
  unit: UnitOfWork,
  { times }: Known,
  hello: Hello,
  item: Item,
  { notBefore, lastStamp }: { notBefore: number; lastStamp: number },
): number {
  const baseAt = times.get(item.baseNumber) ?? 0
  return stampEdit({ now: unit.now, sentAt: hello.sentAt, editedAt: item.editedAt, baseAt, lastStamp, notBefore })
}
