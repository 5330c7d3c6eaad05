/** A new password: whoever knew the former one is signed out, and the person is told. */
import { isGuessable } from '#shared/domain/password.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import { endOtherSessions } from '../../database/repository/people/session.ts'
import { setPasswordHash } from '../../database/repository/user.ts'
import type { Database } from '../../database/connection.ts'
import type { UserTable } from '../../database/schema.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'
import { notifyPerson } from '../notification/notify.ts'
import { endLinks } from '../end-links.ts'

/** Throws Refusal: invalid-input, where what is known of the person gives it away. */
export async function requireUnguessable(database: Database, user: UserTable, password: string): Promise<void> {
  const { name } = await getOrganisation(database, user.organisation_id)
  if (isGuessable(password, [name, user.email, user.first_name, user.last_name]))
    throw new Refusal('invalid-input', { password: 'password-common' })
}

/** `keptSessionId`: the one it is set in, if any. Links that are on their way, to a new password or address, die. */
export async function setPassword(
  { services, unit }: { services: Services; unit: UnitOfWork },
  user: UserTable,
  { passwordHash, keptSessionId }: { passwordHash: string; keptSessionId: string | null },
): Promise<void> {
  const { trx, now } = unit
  const decisionId = unit.ids.randomId()
  await notifyPerson(unit, user, { event: 'password-changed', cause: decisionId })
  await queueMail(
    { services, unit },
    {
      kind: 'password-changed',
      organisationId: user.organisation_id,
      to: user.email,
      locale: user.locale,
      data: { firstName: user.first_name || user.last_name, at: now },
      decisionId,
    },
  )
  await setPasswordHash(trx, user.id, passwordHash)
  for (const purpose of ['reset-password', 'change-email'] as const)
    await endLinks({ services, unit }, { purpose, subjectId: user.id })
  const ended = await endOtherSessions(trx, { userId: user.id, keptId: keptSessionId, now })
  unit.afterCommit(() => {
    for (const id of ended) services.revocations.sessionEnded(id, now)
  })
  const facts = { endedSessions: ended.length }
  await audit({ services, unit }, { event: 'password-changed', person: user, facts })
}
