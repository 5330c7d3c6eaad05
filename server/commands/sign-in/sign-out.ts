import type { UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { endSession } from '../../database/repository/session.ts'
import type { Services } from '../../services.ts'

/** Ends one of the user's own sessions, this one or another. Throws Refusal: not-found. */
export async function signOut(
  services: Services,
  userId: UserId,
  sessionId: string,
  currentId = sessionId,
): Promise<void> {
  const now = services.clock.now()
  if (!(await endSession(services.database, sessionId, { userId, now }))) throw new Refusal('not-found')
  services.revocations.sessionEnded(sessionId, now)
  services.log.security(sessionId === currentId ? 'signed-out' : 'session-revoked', {
    user: userId,
    session: sessionId,
  })
}
