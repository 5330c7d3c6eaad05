/**
 * `Complete Registration` (C2): whoever has the link becomes the super admin of a company of its own, which nobody manages. It
 * is always a new one: an invitation to the same address, and the account that waits behind it, stay as they are.
 */
import { browserName } from '#shared/domain/browser-name.ts'
import { isGuessable } from '#shared/domain/password.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { CompleteSignUpForm } from '#shared/protocol/sign-in-requests.ts'
import { hashPassword } from '../../auth/password.ts'
import { markLinkUsed } from '../../database/repository/link.ts'
import { createOrganisation } from '../../database/repository/organisation.ts'
import type { SignUpTable } from '../../database/tables/sign-in-tables.ts'
import { runUnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'
import { tellOfTakenAddress } from '../invitation/tell-of-taken-address.ts'
import { insertSuperAdmin, signInAs, type Browser, type SignedIn } from '../sign-in/super-admin.ts'
import { startOwnDocument } from '../start-document.ts'
import { requireSignUp } from './requested-sign-up.ts'

/** Throws Refusal as {@link requireSignUp} does, and invalid-input. */
export async function completeSignUp(
  services: Services,
  { link: token, password, locale }: CompleteSignUpForm,
  browser: Browser,
): Promise<SignedIn> {
  // Before the costly hash, so that bad links are cheap to refuse.
  const asked = await requireSignUp(services.database, services, token)
  requireUnguessable(asked.signUp, password)
  const passwordHash = await hashPassword(password)
  const { result } = await runUnitOfWork(services, async (unit) => {
    const { link, signUp } = await requireSignUp(unit.trx, services, token)
    if (!(await markLinkUsed(unit.trx, link.id, unit.now))) throw new Refusal('link-used')
    const { company_name: companyName, country, email, first_name: firstName, last_name: lastName } = signUp
    const { id: organisationId } = await createOrganisation(unit, { kind: 'customer', name: companyName })
    const userId = await insertSuperAdmin(unit, {
      organisationId,
      email,
      firstName,
      lastName,
      passwordHash,
      // The link came by mail to this address.
      emailVerifiedAt: unit.now,
      locale,
    })
    await tellOfTakenAddress({ services, unit }, email)
    const contact = { contactFirstName: firstName, contactLastName: lastName }
    await startOwnDocument(unit, organisationId, { companyName, country, ...contact })
    unit.publish({ organisationId, collection: 'account', key: organisationId })
    const person = { id: userId, organisation_id: organisationId }
    await audit({ services, unit }, { event: 'registered', person, device: browserName(browser.userAgent) })
    return signInAs({ services, unit }, userId, browser)
  })
  return result
}

function requireUnguessable(signUp: SignUpTable, password: string): void {
  const { company_name, email, first_name, last_name } = signUp
  if (isGuessable(password, [company_name, email, first_name, last_name]))
    throw new Refusal('invalid-input', { password: 'password-common' })
}
