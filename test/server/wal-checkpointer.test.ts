// SQLite's log is moved into the database by a thread of its own, so that no commit waits for it.
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfig } from '../../server/config.ts'
import { openDatabase, type OpenDatabase } from '../../server/database/connection.ts'

const megabyte = 1024 * 1024

let folder: string
let opened: OpenDatabase
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-checkpoint-'))
  opened = await openDatabase(parseConfig({ TANDEM_DATA: folder }))
})
afterEach(async () => {
  await opened.close()
  await rm(folder, { recursive: true })
})

const sizeOf = async (file: string) => (await stat(join(folder, file)).catch(() => ({ size: 0 }))).size

let written = 0
async function commitMegabyte(): Promise<void> {
  const value = String(++written).padStart(megabyte, '.')
  await opened.database.transaction().execute(async (trx) => {
    await trx
      .insertInto('database_fact')
      .values({ key: `filler ${written}`, value })
      .execute()
  })
}

/** Commits until part of the log is in the database's own file. */
async function commitUntilMoved(): Promise<void> {
  await expect
    .poll(
      async () => {
        await commitMegabyte()
        return (await sizeOf('tandem.sqlite')) / megabyte
      },
      { timeout: 15_000, interval: 20 },
    )
    .toBeGreaterThan(4)
}

test('[X7] a long log is moved into the database while commits go on, long before SQLite would do it in one of them', async () => {
  await commitUntilMoved()
  expect(await sizeOf('tandem.sqlite-wal')).toBeLessThan(64 * megabyte)
  const rows = await opened.database
    .selectFrom('database_fact')
    .select('key')
    .where('key', 'like', 'filler %')
    .execute()
  expect(rows).toHaveLength(written)
})

test('[X7] after closing nothing is left in the log: the database file alone is whole', async () => {
  await commitUntilMoved()
  await opened.close()
  expect(await sizeOf('tandem.sqlite-wal')).toBe(0)
  opened = await openDatabase(parseConfig({ TANDEM_DATA: folder }))
})
