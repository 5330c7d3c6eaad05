/** Decisions whose effect a journal brought back, and relationships that had ended before this database, a backup, knew of them. */
import type { Kysely } from 'kysely'
import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import { inChunks } from '../in-chunks.ts'
import type { ReplayedTable } from '../tables/restore-tables.ts'
import type { Schema } from '../schema.ts'

export async function isReplayed(database: Kysely<Schema>, subject: ItemId | RelationshipId): Promise<boolean> {
  const found = database.selectFrom('replayed').select('subject').where('subject', '=', subject)
  return (await found.executeTakeFirst()) !== undefined
}

export async function noteReplayed(database: Kysely<Schema>, rows: readonly ReplayedTable[]): Promise<void> {
  for (const chunk of inChunks(rows))
    await database
      .insertInto('replayed')
      .values(chunk)
      .onConflict((conflict) => conflict.column('subject').doNothing())
      .execute()
}
