// All that a database holds, a table a text, so that what a decision leaves is told from what it doesn't.
import { sql } from 'kysely'
import type { Database } from '../../../server/database/connection.ts'

export type Tables = Readonly<Record<string, string>>

/** What remembers that somebody asked, and how often: never the decision's own. */
const ofAsking: ReadonlySet<string> = new Set(['device_store', 'device_item', 'throttle'])

export async function listTables(database: Database): Promise<string[]> {
  const tables = await database.introspection.getTables()
  return tables.map(({ name }) => name).filter((name) => !ofAsking.has(name))
}

export async function readTables(database: Database, names: readonly string[], isPostgres: boolean): Promise<Tables> {
  if (!isPostgres) {
    const read: [string, string][] = []
    for (const name of names) {
      const { rows } = await sql`select * from ${sql.table(name)}`.execute(database)
      read.push([
        name,
        JSON.stringify(rows, (_key, value: unknown) => (value instanceof Uint8Array ? [...value] : value)),
      ])
    }
    return Object.fromEntries(read)
  }
  const texts = names.map(
    (name) =>
      sql`(select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from ${sql.table(name)} t) as ${sql.ref(name)}`,
  )
  const { rows } = await sql<Tables>`select ${sql.join(texts)}`.execute(database)
  return rows[0]!
}

export function changedTables(before: Tables, after: Tables): string[] {
  return Object.keys(after).filter((name) => before[name] !== after[name])
}
