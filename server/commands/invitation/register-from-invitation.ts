/** Registering (C1): whoever has the unexpired link becomes the customer's super admin and is signed in. */
import { browserName } from '#shared/domain/browser-name.ts'
import { isGuessable } from '#shared/domain/password.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { RegisterForm } from '#shared/protocol/sign-in-requests.ts'
import { hashPassword } from '../../auth/password.ts'
import { updateInvitation } from '../../database/repository/invitation.ts'
import { markLinkUsed } from '../../database/repository/link.ts'
import { cancelInvitationMails } from '../../database/repository/mail.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'
import { insertSuperAdmin, signInAs, type Browser, type SignedIn } from '../sign-in/super-admin.ts'
import { mailMsp } from '../mail-msp.ts'
import { partyNames } from '../recipients.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import { tellOfTakenAddress } from './tell-of-taken-address.ts'
import { requireInvitation, shownServices, type RequestedInvitation } from './requested-invitation.ts'

/** Throws Refusal as {@link requireInvitation} does, email-taken, and stale-decision where its page listed other services. */
export async function registerFromInvitation(
  services: Services,
  form: RegisterForm,
  browser: Browser,
): Promise<SignedIn> {
  const { clock } = services
  // Before the costly hash, so that bad links are cheap to refuse.
  await requireInvitation(services.database, services, form.link, 'register', { now: clock.now(), lock: false })
  const passwordHash = await hashPassword(form.password)
  const { result } = await runUnitOfWork(services, async (unit) => {
    const requested = await requireInvitation(unit.trx, services, form.link, 'register', { now: unit.now, lock: true })
    const { invitation, relationship } = requested
    requireAgreed(relationship, form.agreedServices)
    const { companyName } = await partyNames(unit.trx, relationship)
    if (isGuessable(form.password, [companyName, invitation.email, form.firstName, form.lastName]))
      throw new Refusal('invalid-input', { password: 'password-common' })
    const userId = await insertSuperAdmin(unit, {
      organisationId: relationship.customer_id,
      email: invitation.email,
      firstName: form.firstName,
      lastName: form.lastName,
      passwordHash,
      // The link came by mail to this address.
      emailVerifiedAt: unit.now,
      locale: form.locale,
    })
    await close(unit, requested)
    await tellMsp(services, unit, requested, form)
    await tellOfTakenAddress({ services, unit }, invitation.email)
    const actor = { userId, organisationId: relationship.customer_id }
    await recordDecision(unit, { event: 'customer-registered', relationship, actor })
    publishRelationship(unit, relationship)
    unit.publish({ organisationId: relationship.customer_id, collection: 'account', key: relationship.customer_id })
    const person = { id: userId, organisation_id: relationship.customer_id }
    await audit({ services, unit }, { event: 'registered', person, device: browserName(browser.userAgent) })
    return signInAs({ services, unit }, userId, browser)
  })
  return result
}

/** The MSP may have added a service since: nobody agrees to what they haven't seen. */
function requireAgreed(relationship: RequestedInvitation['relationship'], agreed: readonly string[] | undefined): void {
  const asked = shownServices(relationship)
  if (agreed && agreed.toSorted().join('\n') !== asked.toSorted().join('\n')) throw new Refusal('stale-decision')
}

async function close(unit: UnitOfWork, { link, invitation }: RequestedInvitation): Promise<void> {
  await updateInvitation(unit.trx, invitation.id, { state: 'registered', answered_at: unit.now })
  await markLinkUsed(unit.trx, link.id, unit.now)
  await cancelInvitationMails(unit.trx, invitation.id)
}

async function tellMsp(
  services: Services,
  unit: UnitOfWork,
  requested: RequestedInvitation,
  form: RegisterForm,
): Promise<void> {
  const { invitation, relationship } = requested
  const names = await partyNames(unit.trx, relationship)
  const person = { firstName: form.firstName, lastName: form.lastName, email: invitation.email }
  const data = { ...names, ...person, customerId: relationship.customer_id }
  await mailMsp({ services, unit }, relationship, { kind: 'customer-registered', data, decisionId: invitation.id })
}
