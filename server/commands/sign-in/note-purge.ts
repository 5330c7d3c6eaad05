import { Refusal } from '#shared/domain/refusal.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { whySignedOut } from '../../auth/session.ts'
import { hashToken } from '../../auth/token.ts'
import { deleteSession, findFormerSession } from '../../database/repository/people/session.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'

/**
 * A device of somebody who is blocked says how much unsent work it deleted. Once a session, which is forgotten with it.
 * Throws Refusal: signed-out, where the token is of nobody who is blocked, or has said it.
 */
export async function notePurge(services: Services, token: string, count: number): Promise<void> {
  if ((await whySignedOut(services.database, token)) !== 'blocked') throw new Refusal('signed-out')
  await runUnitOfWork(services, async (unit) => {
    const session = await findFormerSession(unit.trx, hashToken(token))
    if (!session || !(await deleteSession(unit.trx, session.id))) throw new Refusal('signed-out')
    const person = { id: session.user_id as UserId, organisation_id: session.organisation_id as OrganisationId }
    const subject = { kind: 'session' as const, id: session.id, name: '', from: null, to: { unsent: count } }
    await audit({ services, unit }, { event: 'device-purged', person, subject, facts: { unsent: count } })
  })
}
