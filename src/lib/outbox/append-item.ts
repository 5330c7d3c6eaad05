/**
 * Adding to the outbox. Call inside the transaction that also writes what the item is about, over
 * {@link outboxTables}: nothing leaves memory before both are stored (DEV1).
 */
import type { ItemId, StoreId } from '#shared/domain/ids.ts'
import { findStoreId, readMeta, writeMeta, type LocalStore } from '../local-store/local-store.ts'
import { recordTables } from '../local-store/stored-records.ts'
import { reportBoard } from '../local-store/sync-report.ts'
import type { OutboxItem } from '../local-store/outbox-item.ts'
import type { Device } from '../local-store/device.ts'

export type NewItem = Pick<
  OutboxItem,
  | 'relationshipId'
  | 'documentIds'
  | 'dependsOn'
  | 'body'
  | 'customerName'
  | 'predictions'
  | 'about'
  | 'foretells'
  | 'form'
  | 'typing'
> &
  Partial<Pick<OutboxItem, 'editedAt'>>

/** The tables a transaction that appends must cover. */
export function outboxTables(store: LocalStore) {
  return [store.outbox, store.writers, ...recordTables(store)] as const
}

/** This store's id, given on first use. */
export async function requireStoreId(device: Pick<Device, 'store' | 'ids'>): Promise<StoreId> {
  const known = await findStoreId(device.store)
  if (known) return known
  const storeId = device.ids.randomId() as StoreId
  await writeMeta(device.store, { storeId })
  return storeId
}

/** The next number in device order. */
export async function takeNumber(store: LocalStore): Promise<number> {
  const number = (await readMeta(store, 'lastNumber')) + 1
  await writeMeta(store, { lastNumber: number })
  return number
}

export async function appendItem(device: Device, item: NewItem): Promise<OutboxItem> {
  const { store, ids, clock } = device
  const stored: OutboxItem = {
    editedAt: clock.now(),
    ...item,
    number: await takeNumber(store),
    id: ids.randomId() as ItemId,
    storeId: await requireStoreId(device),
    state: 'queued',
    madeOffline: !reportBoard.current.online,
    baseNumber: (await readMeta(store, 'cursor'))?.number ?? 0,
    attempts: 0,
    feedNumber: null,
    answeredAt: null,
    code: null,
    fieldErrors: {},
  }
  await store.outbox.add(stored)
  return stored
}
