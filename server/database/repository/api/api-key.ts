/** Keys by which a service acts for a person, and never as more than that person (X5). */
import type { Kysely } from 'kysely'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Schema } from '../../schema.ts'
import type { ApiKeyTable } from '../../tables/alert-tables.ts'

export async function insertApiKey(database: Kysely<Schema>, key: ApiKeyTable): Promise<void> {
  await database.insertInto('api_key').values(key).execute()
}

/** Also one that has ended: who has it may be told. */
export async function findApiKey(database: Kysely<Schema>, hash: string): Promise<ApiKeyTable | undefined> {
  return database.selectFrom('api_key').selectAll().where('hash', '=', hash).executeTakeFirst()
}

export async function findApiKeyById(database: Kysely<Schema>, id: string): Promise<ApiKeyTable | undefined> {
  return database.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Those that weren't revoked, the latest first. */
export async function listApiKeys(database: Kysely<Schema>, userId: UserId): Promise<ApiKeyTable[]> {
  return database
    .selectFrom('api_key')
    .selectAll()
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .execute()
}

/** Undefined where it isn't theirs, or was revoked before. */
export async function revokeApiKey(
  database: Kysely<Schema>,
  { id, userId }: { id: string; userId?: UserId },
  at: number,
): Promise<ApiKeyTable | undefined> {
  return database
    .updateTable('api_key')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
    .returningAll()
    .executeTakeFirst()
}

/** What a backup brought back (SYNC3). How many. */
export async function revokeApiKeys(database: Kysely<Schema>, ids: readonly string[], at: number): Promise<number> {
  let revoked = 0
  for (const id of ids) revoked += Number((await revokeApiKey(database, { id }, at)) !== undefined)
  return revoked
}

/** Written down at most every so often: use is no reason to write with every request. */
export async function noteUse(database: Kysely<Schema>, id: string, at: number): Promise<void> {
  await database.updateTable('api_key').set({ last_used_at: at }).where('id', '=', id).execute()
}

/** Of an erased customer's people (M25). */
export async function eraseApiKeys(database: Kysely<Schema>, organisationId: OrganisationId): Promise<number> {
  await database.deleteFrom('api_answer').where('organisation_id', '=', organisationId).execute()
  const { numDeletedRows } = await database
    .deleteFrom('api_key')
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
