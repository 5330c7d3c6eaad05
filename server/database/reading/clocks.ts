/** What time it is for a database, so that a machine's clock can be held against it. */
import { sql, type Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** PostgreSQL's own clock, ms. */
export async function readServerClock(database: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{
    now: number
  }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(database)
  return rows[0]!.now
}

/** When the latest news was committed, ms; 0 when there was none. No clock can be right that is behind it. */
export async function readLatestNews(database: Kysely<Schema>): Promise<number> {
  const { at } = await database
    .selectFrom('feed_entry')
    .select(({ fn }) => fn.max<number | null>('at').as('at'))
    .executeTakeFirstOrThrow()
  return at ?? 0
}
