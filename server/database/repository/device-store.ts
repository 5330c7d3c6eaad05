/**
 * What each device has pushed: one row per store (a user's numbering on one device, one epoch) and one
 * per item with its answer. An item is applied at most once because both rows commit with its effect (PUSH1).
 */
import type { Kysely } from 'kysely'
import type { ItemId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { Answer } from '#shared/protocol/response.ts'
import { lockedForUpdate } from '../connection.ts'
import type { DeviceStoreTable, Schema } from '../schema.ts'

/** The store's row, locked; made on first contact. */
export async function lockDeviceStore(database: Kysely<Schema>, id: StoreId, userId: UserId, now: number): Promise<DeviceStoreTable> {
  const fresh: DeviceStoreTable = { id, user_id: userId, last_number: 0, last_stamp: 0, seen_at: now }
  await database
    .insertInto('device_store')
    .values(fresh)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  return lockedForUpdate(database.selectFrom('device_store').selectAll().where('id', '=', id)).executeTakeFirstOrThrow()
}

export async function saveDeviceStore(database: Kysely<Schema>, store: DeviceStoreTable): Promise<void> {
  await database
    .updateTable('device_store')
    .set({ last_number: store.last_number, last_stamp: store.last_stamp, seen_at: store.seen_at })
    .where('id', '=', store.id)
    .execute()
}

export interface AnsweredItem {
  itemId: ItemId
  hash: string
  answer: Answer
}

export async function findAnsweredItem(database: Kysely<Schema>, storeId: StoreId, number: number): Promise<AnsweredItem | undefined> {
  const row = await database
    .selectFrom('device_item')
    .select(['item_id', 'hash', 'answer'])
    .where('store_id', '=', storeId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row && { itemId: row.item_id, hash: row.hash, answer: JSON.parse(row.answer) as Answer }
}

export async function insertAnsweredItem(
  database: Kysely<Schema>,
  storeId: StoreId,
  number: number,
  item: AnsweredItem,
  now: number,
): Promise<void> {
  await database
    .insertInto('device_item')
    .values({ store_id: storeId, number, item_id: item.itemId, hash: item.hash, answer: JSON.stringify(item.answer), at: now })
    .execute()
}

/** Whether this item took effect already, under whatever number: a device may have had to number it anew. */
export async function isAccepted(database: Kysely<Schema>, userId: UserId, itemId: ItemId): Promise<boolean> {
  return allAccepted(database, userId, [itemId])
}

/** Whether every one of these items was accepted, from whichever of the user's stores. */
export async function allAccepted(database: Kysely<Schema>, userId: UserId, itemIds: readonly ItemId[]): Promise<boolean> {
  if (itemIds.length === 0) return true
  const rows = await database
    .selectFrom('device_item')
    .innerJoin('device_store', 'device_store.id', 'device_item.store_id')
    .select(['device_item.item_id', 'device_item.answer'])
    .where('device_store.user_id', '=', userId)
    .where('device_item.item_id', 'in', itemIds)
    .execute()
  const accepted = new Set(rows.filter((row) => (JSON.parse(row.answer) as Answer).outcome === 'accepted').map((row) => row.item_id))
  return itemIds.every((id) => accepted.has(id))
}

/** Forgets answers given before `before`; the store's own row still refuses their numbers. */
export async function deleteOldItems(database: Kysely<Schema>, before: number): Promise<void> {
  await database.deleteFrom('device_item').where('at', '<', before).execute()
}
