import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** By name; none of a database that Tandem has never run on. */
export async function ranMigrations(database: Kysely<Schema>): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database)
  return rows.map(({ name }) => name)
}

/** What a newer node has run already: done, so there is nothing left to do for it here. */
export async function laterMigrations(
  database: Kysely<Schema>,
  known: Record<string, Migration>,
): Promise<Record<string, Migration>> {
  const ran = await ranMigrations(database)
  return Object.fromEntries(ran.filter((name) => !(name in known)).map((name) => [name, { up: async () => {} }]))
}
