/** Signing in. An unknown address takes as long and says the same as a wrong password. */
import { browserName } from '#shared/domain/browser-name.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { SignInForm } from '#shared/protocol/sign-in-requests.ts'
import { checkPassword, hashPassword } from '../../auth/password.ts'
import { TooManyRequests, type RateLimits } from '../../auth/rate-limit.ts'
import { takeCode } from '../../auth/second-factor.ts'
import { beginSignIn, type SignInTry } from '../../auth/sign-in-limit.ts'
import type { Database } from '../../database/connection.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import { findFactor } from '../../database/repository/people/second-factor.ts'
import { findUserByEmail, lockUser, setPasswordHash } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'
import { notifyPerson } from '../notification/notify.ts'
import { audit, auditAlone, auditOnceAnswered } from '../audit.ts'
import { beginSecondFactor, enrol, wrongCode } from './second-factor.ts'
import { signInAs, type Browser, type SignedIn } from './super-admin.ts'

type From = Browser & Pick<SignInTry, 'address' | 'knownDevice'>

/**
 * Throws Refusal: wrong-credentials, blocked; with the right password second-factor-needed, second-factor-wrong, or
 * second-factor-missing: their organisation asks for one, see {@link beginRequiredFactor}; TooManyRequests.
 */
export async function signIn(
  services: Services,
  rateLimits: RateLimits,
  form: SignInForm,
  from: From,
): Promise<SignedIn & { recoveryCodes?: string[] }> {
  const { user, succeeded, isOutdated } = await checkCredentials(services, rateLimits, form, from)
  const renewedHash = isOutdated ? await hashPassword(form.password) : null
  const { result } = await runUnitOfWork(services, async (unit) => {
    // Whoever sets a new password ends the sessions there are: none of the former one's may begin beside that.
    const now = await lockUser(unit.trx, user.id)
    if (now?.password_hash !== user.password_hash) throw new Refusal('wrong-credentials')
    const recoveryCodes = await showSecondFactor({ services, unit }, now, form.code)
    if (renewedHash !== null) await setPasswordHash(unit.trx, user.id, renewedHash)
    if (from.knownDevice === null) await tellOfNewDevice({ services, unit }, user, from.userAgent)
    const signedIn = await signInAs({ services, unit }, user.id, from)
    const device = browserName(from.userAgent)
    await audit({ services, unit }, { event: 'sign-in-succeeded', person: user, device })
    return { ...signedIn, ...(recoveryCodes && { recoveryCodes }) }
  }).catch(async (error: unknown) => {
    if (error instanceof Refusal && error.code === 'second-factor-wrong')
      await auditAlone(services, { event: 'second-factor-wrong', person: user, device: browserName(from.userAgent) })
    throw error
  })
  // Only now: whoever knows the password alone must not guess at codes without being counted.
  await succeeded()
  return result
}

/** A secret for whoever may not sign in without a second factor and has none. Throws Refusal: as {@link signIn}, not-permitted, second-factor-on. */
export async function beginRequiredFactor(
  services: Services,
  rateLimits: RateLimits,
  form: SignInForm,
  from: From,
): Promise<{ secret: string; uri: string }> {
  const { user } = await checkCredentials(services, rateLimits, form, from)
  if (!(await isFactorRequired(services.database, user))) throw new Refusal('not-permitted')
  return beginSecondFactor(services, user)
}

async function checkCredentials(services: Services, rateLimits: RateLimits, form: SignInForm, from: From) {
  const user = await findUserByEmail(services.database, form.email)
  const device = browserName(from.userAgent)
  const tell = (event: 'sign-in-failed' | 'sign-in-held-back', facts = {}) => {
    if (user) auditOnceAnswered(services, { event, person: user, device, facts })
    else services.log.security(event, { user: null })
  }
  const succeeded = await beginSignIn({ ...services, rateLimits }, { ...from, email: form.email }).catch(
    (error: unknown) => {
      if (error instanceof TooManyRequests) tell('sign-in-held-back')
      throw error
    },
  )
  const { isRight, isOutdated } = await checkPassword(user?.password_hash ?? null, form.password)
  if (!user || !isRight) {
    tell('sign-in-failed')
    throw new Refusal('wrong-credentials')
  }
  if (user.status === 'blocked') {
    await succeeded()
    tell('sign-in-failed', { blocked: true })
    throw new Refusal('blocked')
  }
  return { user, succeeded, isOutdated }
}

/** Takes the code, where one is asked for. The recovery codes of a factor that begins with it. */
async function showSecondFactor(
  context: { services: Services; unit: UnitOfWork },
  user: UserTable,
  code: string | undefined,
): Promise<string[] | undefined> {
  const { services, unit } = context
  const factor = await findFactor(unit.trx, user.id)
  if (factor && factor.confirmed_at !== null) {
    if (code === undefined) throw new Refusal('second-factor-needed')
    const taken = await takeCode(unit.trx, services.key, factor, code, unit.now)
    if (taken === null) throw wrongCode()
    if (taken === 'recovery-code') await audit(context, { event: 'recovery-code-used', person: user })
    return undefined
  }
  if (!(await isFactorRequired(unit.trx, user))) return undefined
  if (!factor || code === undefined) throw new Refusal('second-factor-missing')
  return enrol(context, user, code)
}

async function isFactorRequired(database: Database, { organisation_id }: UserTable): Promise<boolean> {
  return (await getOrganisation(database, organisation_id)).second_factor_required_at !== null
}

async function tellOfNewDevice(context: MailContext, user: UserTable, userAgent: string): Promise<void> {
  const { unit } = context
  const { browser, system } = browserName(userAgent)
  const subject = [browser, system].filter((each) => each !== null).join(', ')
  const decisionId = unit.ids.randomId()
  await notifyPerson(unit, user, { event: 'new-device', subject, cause: decisionId })
  await queueMail(context, {
    kind: 'new-device',
    organisationId: user.organisation_id,
    to: user.email,
    locale: user.locale,
    data: { browser, system, firstName: user.first_name || user.last_name, at: unit.now },
    decisionId,
  })
}
