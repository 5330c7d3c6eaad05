/**
 * The newest migration that a node must know, or it would go on doing what is no longer right: the database names it,
 * and a node that doesn't know it neither starts nor goes on.
 */
import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

const key = 'must-know'

/** Somebody newer has changed this database. */
export class DatabaseTooNew extends Error {
  constructor(migration: string) {
    super(
      `A newer release of Tandem has changed this database (${migration}), and this one would do wrong by it. Start the newer one.`,
    )
  }
}

/** A server of this release has to start on the database first: it makes and migrates what a command only uses. */
export class DatabaseNotReady extends Error {}

/** Called by the migration itself. */
export async function nodesMustKnow(db: Kysely<Schema>, migration: string): Promise<void> {
  await db
    .insertInto('database_fact')
    .values({ key, value: migration })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: migration }))
    .execute()
}

/** Throws DatabaseTooNew. */
export async function requireKnown(db: Kysely<Schema>, isKnown: (migration: string) => boolean): Promise<void> {
  const row = await db.selectFrom('database_fact').select('value').where('key', '=', key).executeTakeFirst()
  if (row && !isKnown(row.value)) throw new DatabaseTooNew(row.value)
}
