/** A forgotten password: a link by mail sets a new one, once. */
import type { UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { linkLifetimesMs, requireLink } from '../../auth/link-token.ts'
import { hashPassword } from '../../auth/password.ts'
import { findSession } from '../../auth/session.ts'
import { forgetSignInTries } from '../../auth/sign-in-limit.ts'
import type { Database } from '../../database/connection.ts'
import { insertLink, markLinkUsed } from '../../database/repository/link.ts'
import { findUser, findUserByEmail, lockUser } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import { queueMail } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'
import { requireUnguessable, setPassword } from './set-password.ts'

/** Mails a link to whoever has this address; to nobody where nobody has it, or they are blocked. */
export async function sendPasswordReset(services: Services, email: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const user = await findUserByEmail(unit.trx, email)
    if (user) await audit({ services, unit }, { event: 'password-reset-asked', person: user })
    else unit.afterCommit(() => services.log.security('password-reset-asked', { user: null }))
    if (user?.status !== 'active') return
    const linkId = unit.ids.randomId()
    const link = { id: linkId, purpose: 'reset-password', subject_id: user.id, created_at: unit.now } as const
    await insertLink(unit.trx, { ...link, organisation_id: user.organisation_id })
    const expiresAt = unit.now + linkLifetimesMs['reset-password']
    await queueMail(
      { services, unit },
      {
        kind: 'reset-password',
        organisationId: user.organisation_id,
        to: user.email,
        locale: user.locale,
        data: { linkId, firstName: user.first_name || user.last_name, expiresAt },
        decisionId: linkId,
      },
    )
  })
}

/** Whose password the link sets. Throws Refusal: link-invalid, link-expired, link-used, blocked. */
export async function findResetUser(services: Services, token: string): Promise<UserTable> {
  const link = await requireLink(services.database, services, 'reset-password', token)
  return requireActive(await findUser(services.database, link.subject_id as UserId))
}

/** Sets it, and ends every session but the one it is done in. Throws Refusal: as {@link findResetUser}, invalid-input. */
export async function resetPassword(
  services: Services,
  form: { link: string; password: string },
  from: { sessionToken: string | undefined; readKnownDevice: (email: string) => string | null },
): Promise<void> {
  const { database } = services
  const asked = await findResetUser(services, form.link)
  await requireUnguessable(database, asked, form.password)
  const passwordHash = await hashPassword(form.password)
  await runUnitOfWork(services, async (unit) => {
    const link = await requireLink(unit.trx, services, 'reset-password', form.link)
    if (!(await markLinkUsed(unit.trx, link.id, unit.now))) throw new Refusal('link-used')
    const user = requireActive(await lockUser(unit.trx, asked.id))
    const keptSessionId = await findOwnSession(unit.trx, services, user, from.sessionToken)
    await setPassword({ services, unit }, user, { passwordHash, keptSessionId })
  })
  const { email } = asked
  await forgetSignInTries(services, { email, knownDevice: from.readKnownDevice(email) })
}

/** Who was blocked stays so, whatever is in their mailbox. */
function requireActive(user: UserTable | undefined): UserTable {
  if (!user) throw new Refusal('link-invalid')
  if (user.status !== 'active') throw new Refusal('blocked')
  return user
}

async function findOwnSession(
  database: Database,
  { clock }: Services,
  user: UserTable,
  token: string | undefined,
): Promise<string | null> {
  const session = token === undefined ? undefined : await findSession(database, clock, token)
  return session?.user_id === user.id ? session.id : null
}
