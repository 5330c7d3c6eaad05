/**
 * The one door to the device's storage: every page is told when there was no room, whoever wrote. {@link tellsWhenFull} sees
 * each transaction of the database; {@link storing} is for those who must know themselves.
 */
import type { DBCore, Middleware } from 'dexie'
import { reportBoard } from './sync-report.ts'

/** Thrown when the device has no room: nothing was stored and nothing may look saved. */
export class StorageFullError extends Error {
  override readonly name = 'StorageFullError'
}

/** Dexie wraps the quota error in whatever failed; this finds it at any depth. */
function isStorageFull(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; depth++) {
    if (cause.name === 'QuotaExceededError' || cause instanceof StorageFullError) return true
    cause = (cause as { inner?: unknown }).inner ?? cause.cause
  }
  return false
}

/** Does a piece of storing and tells every page whether there was room. Throws StorageFullError; then nothing was stored. */
export async function storing<Result>(work: () => PromiseLike<Result>): Promise<Result> {
  try {
    const result = await work()
    reportBoard.tell({ storageFull: false })
    return result
  } catch (error) {
    if (!isStorageFull(error)) throw error
    reportBoard.tell({ storageFull: true })
    throw new StorageFullError('this device is full', { cause: error })
  }
}

/** Installed by the database itself, so that no write can pass it by. */
export const tellsWhenFull: Middleware<DBCore> = {
  stack: 'dbcore',
  name: 'tells when the device is full',
  create: (core) => ({
    ...core,
    transaction(tables, mode, options) {
      const transaction = core.transaction(tables, mode, options)
      if (mode === 'readwrite') watch(transaction as unknown as IDBTransaction)
      return transaction
    },
  }),
}

function watch(transaction: IDBTransaction): void {
  transaction.addEventListener('abort', () => {
    if (isStorageFull(transaction.error)) reportBoard.tell({ storageFull: true })
  })
}
