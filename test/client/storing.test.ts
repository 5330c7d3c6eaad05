import type { DBCore, DBCoreTransaction } from 'dexie'
import { afterEach, describe, expect, it } from 'vitest'
import { tellsWhenFull } from '#lib/local-store/storing.ts'
import { reportBoard } from '#lib/local-store/sync-report.ts'

afterEach(() => reportBoard.tell({ storageFull: false }))

/** A transaction of the database below Dexie, to be ended by the test. */
class Transaction extends EventTarget {
  error: DOMException | null = null

  abort(error: DOMException | null): void {
    this.error = error
    this.dispatchEvent(new Event('abort'))
  }
}

function begin(mode: 'readonly' | 'readwrite'): Transaction {
  const transaction = new Transaction()
  const core = { transaction: () => transaction as unknown as DBCoreTransaction } as unknown as DBCore
  tellsWhenFull.create(core).transaction!(['drafts'], mode)
  return transaction
}

describe('The door to the device’s storage', () => {
  it('[FD5] tells every page of a write that had no room, whoever wrote it', () => {
    begin('readwrite').abort(new DOMException('no room', 'QuotaExceededError'))
    expect(reportBoard.current.storageFull).toBe(true)
  })

  it('[FD5] says nothing of a write that ended otherwise', () => {
    begin('readwrite').abort(null)
    begin('readwrite').abort(new DOMException('closing', 'AbortError'))
    begin('readonly').abort(new DOMException('no room', 'QuotaExceededError'))
    expect(reportBoard.current.storageFull).toBe(false)
  })
})
