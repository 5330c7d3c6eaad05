/** Becoming super admin by the link: a new person registers; one of the organisation gets in anew and loses nothing. */
import { allCustomers } from '#shared/domain/access/scope.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { isGuessable } from '#shared/domain/password.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { RegisterForm } from '#shared/protocol/sign-in-requests.ts'
import { changePerson, changeScope } from '../../auth/change-access.ts'
import { hashPassword } from '../../auth/password.ts'
import { findMspProfile, publishMspProfile, saveMspProfile } from '../../database/repository/msp-profile.ts'
import { deleteFactor } from '../../database/repository/people/second-factor.ts'
import { lockUser, markEmailVerified, saveProfile } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'
import type { AppointmentTable } from '../../database/tables/sign-in-tables.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'
import { setPassword } from '../sign-in/set-password.ts'
import { insertSuperAdmin, signInAs, type Browser, type SignedIn } from '../sign-in/super-admin.ts'
import { closeAppointment } from './appoint-super-admin.ts'
import { requireAppointment } from './requested-appointment.ts'

/** Throws Refusal as {@link requireAppointment} does, and invalid-input. */
export async function takeAppointment(services: Services, form: RegisterForm, browser: Browser): Promise<SignedIn> {
  const { clock, database } = services
  // Before the costly hash, so that bad links are cheap to refuse.
  await requireAppointment(database, services, form.link, { now: clock.now(), lock: false })
  const passwordHash = await hashPassword(form.password)
  const { result } = await runUnitOfWork(services, async (unit) => {
    const asked = await requireAppointment(unit.trx, services, form.link, { now: unit.now, lock: true })
    const { appointment, organisation, person } = asked
    if (isGuessable(form.password, [organisation.name, appointment.email, form.firstName, form.lastName]))
      throw new Refusal('invalid-input', { password: 'password-common' })
    await closeAppointment({ services, unit }, appointment, 'taken')
    const newcomer = {
      ...form,
      organisationId: organisation.id,
      email: appointment.email,
      passwordHash,
      // The link came by mail to this address.
      emailVerifiedAt: unit.now,
    }
    const userId = person
      ? await letInAnew({ services, unit }, person, form, passwordHash)
      : await insertSuperAdmin(unit, newcomer)
    await nameReplyAddress(unit, appointment)
    const event = 'super-admin-appointed'
    await audit({ services, unit }, { event, person: { id: userId, organisation_id: organisation.id } })
    return signInAs({ services, unit }, userId, browser)
  })
  return result
}

/** Answers to the mails of an MSP that has said nothing else go to its first super admin, as at `/setup`. */
async function nameReplyAddress(unit: UnitOfWork, { organisation_id, email }: AppointmentTable): Promise<void> {
  const profile = await findMspProfile(unit.trx, organisation_id)
  if (profile?.replyAddress !== '') return
  await saveMspProfile(unit.trx, { ...profile, replyAddress: email, version: profile.version + 1 })
  await publishMspProfile(unit, organisation_id, { renamed: false })
}

/** What they signed in by counts no more, wherever it is. */
async function letInAnew(
  context: { services: Services; unit: UnitOfWork },
  { id }: UserTable,
  { firstName, lastName, locale }: RegisterForm,
  passwordHash: string,
): Promise<UserId> {
  const { unit } = context
  const user = (await lockUser(unit.trx, id))!
  await setPassword(context, user, { passwordHash, keptSessionId: null })
  await deleteFactor(unit.trx, id)
  await markEmailVerified(unit.trx, id, unit.now)
  await saveProfile(unit.trx, id, { first_name: firstName, last_name: lastName, locale })
  await changeScope(unit, id, allCustomers)
  const decided_at = Math.max(unit.now, (user.decided_at ?? 0) + 1)
  await changePerson(unit, id, { role: 'super-admin', role_id: null, version: user.version + 1, decided_at })
  return id
}
