/** Sign-ins. Only the token's hash is here, so that a copied database signs nobody in. */
import type { Kysely } from 'kysely'
import type { UserId } from '#shared/domain/ids.ts'
import { inChunks } from '../in-chunks.ts'
import type { Schema, SessionTable } from '../schema.ts'

export async function insertSession(database: Kysely<Schema>, session: SessionTable): Promise<void> {
  await database.insertInto('session').values(session).execute()
}

/** Null when unknown or past its end. */
export async function findSessionByHash(
  database: Kysely<Schema>,
  tokenHash: string,
  now: number,
): Promise<SessionTable | undefined> {
  return database
    .selectFrom('session')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

export async function extendSession(
  database: Kysely<Schema>,
  id: string,
  seen: { last_seen_at: number; expires_at: number },
): Promise<void> {
  await database.updateTable('session').set(seen).where('id', '=', id).execute()
}

export async function listSessions(database: Kysely<Schema>, userId: UserId, now: number): Promise<SessionTable[]> {
  return database
    .selectFrom('session')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .execute()
}

/** Whether there was such a session of this user. */
export async function deleteSession(database: Kysely<Schema>, userId: UserId, id: string): Promise<boolean> {
  const result = await database
    .deleteFrom('session')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** How many of these sessions there were. */
export async function deleteSessions(database: Kysely<Schema>, ids: readonly string[]): Promise<number> {
  let deleted = 0
  for (const chunk of inChunks(ids)) {
    const result = await database.deleteFrom('session').where('id', 'in', chunk).executeTakeFirst()
    deleted += Number(result.numDeletedRows)
  }
  return deleted
}

export async function deleteExpiredSessions(database: Kysely<Schema>, now: number): Promise<void> {
  await database.deleteFrom('session').where('expires_at', '<=', now).execute()
}
