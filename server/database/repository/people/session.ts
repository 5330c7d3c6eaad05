/** Sign-ins. Only the token's hash is here, so that a copied database signs nobody in. */
import type { Kysely } from 'kysely'
import type { UserId } from '#shared/domain/ids.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Schema, SessionTable } from '../../schema.ts'

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
    .where('valid_until', '>', now)
    .executeTakeFirst()
}

/** As {@link findSessionByHash}, also after its end. */
export async function findFormerSession(
  database: Kysely<Schema>,
  tokenHash: string,
): Promise<SessionTable | undefined> {
  return database.selectFrom('session').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()
}

export async function extendSession(
  database: Kysely<Schema>,
  id: string,
  seen: { last_seen_at: number; valid_until: number },
): Promise<void> {
  await database.updateTable('session').set(seen).where('id', '=', id).where('ended_at', 'is', null).execute()
}

/** Its person has just shown that it is still they. */
export async function markProved(database: Kysely<Schema>, id: string, at: number): Promise<void> {
  await database.updateTable('session').set({ proved_at: at }).where('id', '=', id).execute()
}

export async function listSessions(database: Kysely<Schema>, userId: UserId, now: number): Promise<SessionTable[]> {
  return database
    .selectFrom('session')
    .selectAll()
    .where('user_id', '=', userId)
    .where('valid_until', '>', now)
    .orderBy('last_seen_at', 'desc')
    .execute()
}

/** Whether there was such a session of this user. */
export async function endSession(
  database: Kysely<Schema>,
  id: string,
  { userId, now }: { userId: UserId; now: number },
): Promise<boolean> {
  const result = await endings(database, now).where('id', '=', id).where('user_id', '=', userId).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Ends every session of this user but one. The ids of those that stood. */
export async function endOtherSessions(
  database: Kysely<Schema>,
  { userId, keptId, now }: { userId: UserId; keptId: string | null; now: number },
): Promise<string[]> {
  const others = endings(database, now)
    .where('user_id', '=', userId)
    .where('id', '!=', keptId ?? '')
    .returning('id')
  return (await others.execute()).map(({ id }) => id)
}

/** How many of these sessions stood. */
export async function endSessions(database: Kysely<Schema>, ids: readonly string[], now: number): Promise<number> {
  let ended = 0
  for (const chunk of inChunks(ids)) {
    const result = await endings(database, now).where('id', 'in', chunk).executeTakeFirst()
    ended += Number(result.numUpdatedRows)
  }
  return ended
}

/** All of somebody's sessions that stood; their ids. */
export async function endSessionsOf(database: Kysely<Schema>, userId: UserId, now: number): Promise<string[]> {
  const ended = await endings(database, now).where('user_id', '=', userId).returning('id').execute()
  return ended.map(({ id }) => id)
}

/** The row stays a while, so that the device it was for can be told; what browser that had is nobody's business any more. */
const endings = (database: Kysely<Schema>, now: number) =>
  database
    .updateTable('session')
    .set({ valid_until: now, ended_at: now, user_agent: '' })
    .where('valid_until', '>', now)

/** Whether it was there. */
export async function deleteSession(database: Kysely<Schema>, id: string): Promise<boolean> {
  const { numDeletedRows } = await database.deleteFrom('session').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Those that ran out before `now`, and those that somebody ended before `endedBefore`. */
export async function deleteExpiredSessions(
  database: Kysely<Schema>,
  { now, endedBefore }: { now: number; endedBefore: number },
): Promise<void> {
  await database
    .deleteFrom('session')
    .where('valid_until', '<=', now)
    .where(({ or, eb }) => or([eb('ended_at', 'is', null), eb('ended_at', '<=', endedBefore)]))
    .execute()
}
