import type { Clock } from '#shared/domain/clock.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { Database } from '../database/connection.ts'
import {
  deleteSession,
  extendSession,
  findFormerSession,
  findSessionByHash,
  insertSession,
} from '../database/repository/people/session.ts'
import { findUser } from '../database/repository/user.ts'
import type { SessionTable } from '../database/schema.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import { createToken, hashToken } from './token.ts'

const dayMs = 24 * 60 * 60 * 1000
/** A session ends this long after it was last used, ms. */
export const unusedLifetimeMs = 30 * dayMs
/** And, however much it is used, this long after it began: a token that was copied is not good for ever. */
export const sessionLifetimeMs = 90 * dayMs
/** Use is written down at most this often, ms. */
const noticedEveryMs = 10 * 60 * 1000

/** Signs a user in within the caller's transaction. The token is for the cookie and is told only here. */
export async function startSession(unit: UnitOfWork, userId: UserId, userAgent: string): Promise<string> {
  const token = createToken()
  const user = await findUser(unit.trx, userId)
  if (!user) throw new Error('session for nobody')
  await insertSession(unit.trx, {
    id: unit.ids.randomId(),
    organisation_id: user.organisation_id,
    token_hash: hashToken(token),
    user_id: userId,
    user_agent: userAgent.slice(0, 300),
    created_at: unit.now,
    last_seen_at: unit.now,
    valid_until: unit.now + unusedLifetimeMs,
    ended_at: null,
    proved_at: unit.now,
  })
  return token
}

/** Ends what a browser was signed in with before, whoever that was: nobody else has its token. Its id, if there was one. */
export async function endSessionOf(unit: UnitOfWork, token: string): Promise<string | undefined> {
  const session = await findSessionByHash(unit.trx, hashToken(token), unit.now)
  if (!session) return undefined
  await deleteSession(unit.trx, session.id)
  return session.id
}

export async function findSession(database: Database, clock: Clock, token: string): Promise<SessionTable | undefined> {
  return findSessionByHash(database, hashToken(token), clock.now())
}

/**
 * Why a token lets nobody in, for the device that has it: its person may keep there what waits for a new session
 * (`signed-out`: it ran out, or this database never knew it), or somebody decided that they may not.
 */
export async function whySignedOut(
  database: Database,
  token: string,
): Promise<'signed-out' | 'session-revoked' | 'blocked'> {
  const session = await findFormerSession(database, hashToken(token))
  const user = session && (await findUser(database, session.user_id as UserId))
  // Whoever has left is let in as little, and their devices keep as little.
  if (user?.status === 'blocked' || user?.status === 'removed') return 'blocked'
  return session && session.ended_at !== null ? 'session-revoked' : 'signed-out'
}

/** Moves the end on when the session was last used a while ago; whether it did. */
export async function keepSession(database: Database, clock: Clock, session: SessionTable): Promise<boolean> {
  const now = clock.now()
  if (now - session.last_seen_at < noticedEveryMs) return false
  const valid_until = Math.min(now + unusedLifetimeMs, session.created_at + sessionLifetimeMs)
  await extendSession(database, session.id, { last_seen_at: now, valid_until })
  return true
}
