/** Registering as somebody's colleague: whoever has the unexpired link gets the role and the customers they have by then. */
import { markAsNew } from '../../database/repository/people/customer-mark.ts'
import { browserName } from '#shared/domain/browser-name.ts'
import { isGuessable } from '#shared/domain/password.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { RegisterForm } from '#shared/protocol/sign-in-requests.ts'
import { hashPassword } from '../../auth/password.ts'
import { markLinkUsed } from '../../database/repository/link.ts'
import { cancelInvitationMails } from '../../database/repository/mail.ts'
import { updatePersonInvitation } from '../../database/repository/people/person-invitation.ts'
import { activateUser, publishPerson } from '../../database/repository/user.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'
import { tellOfColleague } from '../notification/tell-of-colleague.ts'
import { signInAs, type Browser, type SignedIn } from '../sign-in/super-admin.ts'
import { requirePersonInvitation } from './requested-person-invitation.ts'

/** Throws Refusal as {@link requirePersonInvitation} does. */
export async function registerPerson(services: Services, form: RegisterForm, browser: Browser): Promise<SignedIn> {
  const { clock, database } = services
  // Before the costly hash, so that bad links are cheap to refuse.
  await requirePersonInvitation(database, services, form.link, { now: clock.now(), lock: false })
  const passwordHash = await hashPassword(form.password)
  const { result } = await runUnitOfWork(services, async (unit) => {
    const { trx, now } = unit
    const { link, invitation, person } = await requirePersonInvitation(trx, services, form.link, { now, lock: true })
    if (isGuessable(form.password, [person.organisation_name, person.email, form.firstName, form.lastName]))
      throw new Refusal('invalid-input', { password: 'password-common' })
    await updatePersonInvitation(trx, invitation.id, { state: 'registered', answered_at: now })
    await markLinkUsed(trx, link.id, now)
    await cancelInvitationMails(trx, invitation.id)
    await activateUser(trx, person.id, {
      first_name: form.firstName,
      last_name: form.lastName,
      password_hash: passwordHash,
      // The link came by mail to this address.
      email_verified_at: now,
      locale: form.locale,
      created_at: now,
    })
    await publishPerson(unit, person)
    if (person.organisation_kind === 'msp') await markAsNew(unit, person)
    await tellOfColleague({ services, unit }, { ...person, ...form }, invitation.id)
    await audit({ services, unit }, { event: 'registered', person, device: browserName(browser.userAgent) })
    return signInAs({ services, unit }, person.id, browser)
  })
  return result
}
