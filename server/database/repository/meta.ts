/** Facts about this database as a whole. `incarnation` is random at its creation; a restored backup gets another one (SYNC3). */
import type { Database } from '../connection.ts'
import { lockedForUpdate } from '../connection.ts'

export async function readMeta(database: Database, key: 'incarnation'): Promise<string> {
  const row = await database.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirstOrThrow()
  return row.value
}

/** Makes transactions that change the server as a whole go one after the other. */
export async function lockMeta(database: Database): Promise<void> {
  await lockedForUpdate(
    database.selectFrom('meta').select('value').where('key', '=', 'incarnation'),
  ).executeTakeFirstOrThrow()
}
