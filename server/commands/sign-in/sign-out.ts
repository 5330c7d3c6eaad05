import type { Access } from '../../auth/access.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { endSession } from '../../database/repository/people/session.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'

/** Ends one of the user's own sessions, this one or another. Throws Refusal: not-found. */
export async function signOut(
  services: Services,
  { userId, organisationId }: Pick<Access, 'userId' | 'organisationId'>,
  sessionId: string,
  currentId = sessionId,
): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const { now } = unit
    if (!(await endSession(unit.trx, sessionId, { userId, now }))) throw new Refusal('not-found')
    unit.afterCommit(() => services.revocations.sessionEnded(sessionId, now))
    await audit(
      { services, unit },
      {
        event: sessionId === currentId ? 'signed-out' : 'session-revoked',
        person: { id: userId, organisation_id: organisationId },
        facts: { session: sessionId },
      },
    )
  })
}
