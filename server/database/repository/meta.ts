/**
 * Facts about this database as a whole. `incarnation` changes at every start of a server: whoever starts it may have
 * put a backup in the database's place, and then nothing may go on under names that the lost time has used (SYNC3).
 */
import type { IdSource } from '#shared/domain/ids.ts'
import { builtOnce } from '../built-once.ts'
import type { Database } from '../connection.ts'
import { lockedForUpdate } from '../connection.ts'

const findValue = builtOnce((database, { key }: { key: string }) =>
  database.selectFrom('database_fact').select('value').where('key', '=', key),
)

export async function readMeta(database: Database, key: 'incarnation'): Promise<string> {
  const [row] = await findValue(database, { key })
  if (!row) throw new Error(`no ${key} in this database`)
  return row.value
}

export async function beginIncarnation(database: Database, ids: IdSource): Promise<void> {
  await database.updateTable('database_fact').set({ value: ids.randomId() }).where('key', '=', 'incarnation').execute()
}

/** Makes transactions that change the server as a whole go one after the other. */
export async function lockMeta(database: Database): Promise<void> {
  await lockedForUpdate(
    database.selectFrom('database_fact').select('value').where('key', '=', 'incarnation'),
  ).executeTakeFirstOrThrow()
}
