/**
 * What each device has pushed: one row per store (a user's numbering on one device, one epoch) and one
 * per item with its answer. An item is applied at most once because both rows commit with its effect (PUSH1).
 */
import type { Kysely } from 'kysely'
import type { ItemId, OrganisationId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { Answer } from '#shared/protocol/response.ts'
import { builtOnce } from '../built-once.ts'
import { lockedForUpdate } from '../connection.ts'
import { inChunks, inRoundChunks } from '../in-chunks.ts'
import type { Schema } from '../schema.ts'
import type { DeviceItemTable, DeviceStoreTable } from '../tables/feed-tables.ts'

const lockKnownStore = builtOnce((database, { id, userId }: { id: StoreId; userId: UserId }) =>
  lockedForUpdate(database.selectFrom('device_store').selectAll().where('id', '=', id).where('user_id', '=', userId)),
)

/** Two first contacts at once make one row: the later one waits, and finds it there. */
const lockNewStore = builtOnce((database, { fresh }: { fresh: DeviceStoreTable }) =>
  database
    .insertInto('device_store')
    .values(fresh)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ seen_at: fresh.seen_at }).where('device_store.user_id', '=', fresh.user_id),
    )
    .returningAll(),
)

/** The store's row, locked; made on first contact. Undefined when it is somebody else's. */
export async function lockDeviceStore(
  database: Kysely<Schema>,
  id: StoreId,
  owner: { userId: UserId; organisationId: OrganisationId },
  now: number,
): Promise<DeviceStoreTable | undefined> {
  const [known] = await lockKnownStore(database, { id, userId: owner.userId })
  if (known) return known
  const fresh: DeviceStoreTable = {
    id,
    organisation_id: owner.organisationId,
    user_id: owner.userId,
    last_number: 0,
    last_stamp: 0,
    seen_at: now,
  }
  return (await lockNewStore(database, { fresh }))[0]
}

const saveStore = builtOnce((database, { store }: { store: DeviceStoreTable }) =>
  database
    .updateTable('device_store')
    .set({ last_number: store.last_number, seen_at: store.seen_at })
    .where('id', '=', store.id),
)

/** Also that its device was seen. */
export async function saveDeviceStore(database: Kysely<Schema>, store: DeviceStoreTable, now: number): Promise<void> {
  await saveStore(database, { store: { ...store, seen_at: now } })
}

export interface AnsweredItem {
  itemId: ItemId
  hash: string
  answer: Answer
}

/** Number → what was answered, of the numbers asked for. */
export async function findAnsweredItems(
  database: Kysely<Schema>,
  storeId: StoreId,
  numbers: readonly number[],
): Promise<Map<number, AnsweredItem>> {
  const rows = await database
    .selectFrom('device_item')
    .select(['number', 'item_id', 'hash', 'answer'])
    .where('store_id', '=', storeId)
    .where('number', 'in', numbers)
    .execute()
  return new Map(
    rows.map((row) => [row.number, { itemId: row.item_id, hash: row.hash, answer: JSON.parse(row.answer) as Answer }]),
  )
}

const insertItems = builtOnce((database, { rows }: { rows: DeviceItemTable[] }) =>
  database.insertInto('device_item').values(rows),
)

export async function insertAnsweredItems(
  database: Kysely<Schema>,
  store: DeviceStoreTable,
  items: readonly (AnsweredItem & { number: number })[],
  now: number,
): Promise<void> {
  for (const chunk of inRoundChunks(items)) {
    const rows = chunk.map(({ number, itemId, hash, answer }) => ({
      organisation_id: store.organisation_id,
      store_id: store.id,
      number,
      item_id: itemId,
      hash,
      answer: JSON.stringify(answer),
      at: now,
    }))
    await insertItems(database, { rows })
  }
}

/** Which of these were never answered here. */
export async function findUnanswered(database: Kysely<Schema>, ids: readonly ItemId[]): Promise<Set<ItemId>> {
  const unanswered = new Set(ids)
  for (const chunk of inChunks(ids)) {
    const rows = database.selectFrom('device_item').select('item_id').where('item_id', 'in', chunk)
    for (const { item_id } of await rows.execute()) unanswered.delete(item_id)
  }
  return unanswered
}

const findItems = builtOnce((database, { userId, itemIds }: { userId: UserId; itemIds: readonly ItemId[] }) =>
  database
    .selectFrom('device_item')
    .innerJoin('device_store', 'device_store.id', 'device_item.store_id')
    .select(['device_item.item_id', 'device_item.answer'])
    .where('device_store.user_id', '=', userId)
    .where('device_item.item_id', 'in', itemIds),
)

/** Which of these items took effect already, under whatever number and from whichever of the user's stores. */
export async function findAcceptedItems(
  database: Kysely<Schema>,
  userId: UserId,
  itemIds: readonly ItemId[],
): Promise<Set<ItemId>> {
  if (itemIds.length === 0) return new Set()
  const rows = await findItems(database, { userId, itemIds })
  return new Set(
    rows.filter((row) => (JSON.parse(row.answer) as Answer).outcome === 'accepted').map((row) => row.item_id),
  )
}

/**
 * Forgets answers that were `keptMs` old when their device last sent something: what it has not heard the answer of
 * it would have sent again by then. A device that was away for longer than that may still ask for its last ones, so
 * only after `lostMs` they are forgotten like the rest. The store's own row still refuses their numbers.
 */
export async function deleteOldItems(
  database: Kysely<Schema>,
  now: number,
  { keptMs, lostMs }: { keptMs: number; lostMs: number },
): Promise<void> {
  await database
    .deleteFrom('device_item')
    .where('at', '<', now - keptMs)
    .where(({ eb, or, exists, selectFrom }) =>
      or([
        eb('at', '<', now - lostMs),
        exists(
          selectFrom('device_store')
            .select('device_store.id')
            .whereRef('device_store.id', '=', 'device_item.store_id')
            .where((store) =>
              store('device_store.seen_at', '>', store('device_item.at' as never, '+', keptMs as never)),
            ),
        ),
      ]),
    )
    .execute()
}
