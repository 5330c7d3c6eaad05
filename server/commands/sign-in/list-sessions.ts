import type { UserId } from '#shared/domain/ids.ts'
import type { SessionSummary } from '#shared/domain/user.ts'
import { listSessions } from '../../database/repository/people/session.ts'
import type { Services } from '../../services.ts'

/** Where this person is signed in, the latest first. */
export async function findOwnSessions(
  { database, clock }: Services,
  userId: UserId,
  currentId: string,
): Promise<SessionSummary[]> {
  const sessions = await listSessions(database, userId, clock.now())
  return sessions.map((session) => ({
    id: session.id,
    current: session.id === currentId,
    userAgent: session.user_agent,
    createdAt: session.created_at,
    lastSeenAt: session.last_seen_at,
  }))
}
