/** Links in mails: what they are for and whether they still work. The secret part is derived, never stored. */
import type { Kysely } from 'kysely'
import type { LinkTable, Schema } from '../schema.ts'

export async function insertLink(
  database: Kysely<Schema>,
  link: Omit<LinkTable, 'used_at' | 'revoked_at'>,
): Promise<void> {
  await database
    .insertInto('link')
    .values({ ...link, used_at: null, revoked_at: null })
    .execute()
}

export async function findLinkRow(database: Kysely<Schema>, id: string): Promise<LinkTable | undefined> {
  return database.selectFrom('link').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function markLinkUsed(database: Kysely<Schema>, id: string, at: number): Promise<void> {
  await database.updateTable('link').set({ used_at: at }).where('id', '=', id).where('used_at', 'is', null).execute()
}
