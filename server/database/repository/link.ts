/** Links in mails: what they are for and whether they still work. The secret part is derived, never stored. */
import type { Kysely } from 'kysely'
import type { LinkTable, Schema } from '../schema.ts'

export async function insertLink(
  database: Kysely<Schema>,
  link: Omit<LinkTable, 'used_at' | 'revoked_at' | 'address'> & { address?: string },
): Promise<void> {
  await database
    .insertInto('link')
    .values({ address: null, ...link, used_at: null, revoked_at: null })
    .execute()
}

export async function findLinkRow(database: Kysely<Schema>, id: string): Promise<LinkTable | undefined> {
  return database.selectFrom('link').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Whether it had not been used before: of two at once one. */
export async function markLinkUsed(database: Kysely<Schema>, id: string, at: number): Promise<boolean> {
  const unused = database.updateTable('link').set({ used_at: at }).where('id', '=', id).where('used_at', 'is', null)
  return (await unused.executeTakeFirst()).numUpdatedRows > 0n
}

/** Those of this purpose that nobody has used don't work any more. */
export async function revokeLinks(
  database: Kysely<Schema>,
  { purpose, subject_id }: Pick<LinkTable, 'purpose' | 'subject_id'>,
  at: number,
): Promise<void> {
  await database
    .updateTable('link')
    .set({ revoked_at: at })
    .where('subject_id', '=', subject_id)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
}
