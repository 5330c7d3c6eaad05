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

/** Those of this purpose that nobody has used don't work any more. How many did. */
export async function revokeLinks(
  database: Kysely<Schema>,
  { purpose, subject_id }: Pick<LinkTable, 'purpose' | 'subject_id'>,
  at: number,
  madeBefore = Infinity,
): Promise<number> {
  const result = await database
    .updateTable('link')
    .set({ revoked_at: at })
    .where('subject_id', '=', subject_id)
    .where('purpose', '=', purpose)
    .$if(madeBefore !== Infinity, (query) => query.where('created_at', '<', madeBefore))
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/**
 * What is dead of the links to a new password or address, and of those to confirm one, that were made after `since`. To have
 * confirmed an address is no reason why its link should be.
 */
export async function listDeadLinks(
  database: Kysely<Schema>,
  since: number,
): Promise<{ purpose: 'reset-password' | 'change-email' | 'verify-email'; subjectId: string; at: number }[]> {
  const rows = await database
    .selectFrom('link')
    .select(['purpose', 'subject_id', 'used_at', 'revoked_at'])
    .where('created_at', '>', since)
    .where('purpose', 'in', ['reset-password', 'change-email', 'verify-email'])
    .where(({ eb, or, and }) =>
      or([eb('revoked_at', 'is not', null), and([eb('used_at', 'is not', null), eb('purpose', '!=', 'verify-email')])]),
    )
    .execute()
  return rows.map(({ purpose, subject_id, used_at, revoked_at }) => ({
    purpose: purpose as 'reset-password',
    subjectId: subject_id,
    at: Math.max(used_at ?? 0, revoked_at ?? 0),
  }))
}
