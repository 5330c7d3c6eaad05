/** Any super admin stops what an operator was asked for, signed in or by the link of the mail that told them. */
import { Refusal } from '#shared/domain/refusal.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { OpenAppointment } from '#shared/protocol/sign-in-requests.ts'
import type { Access } from '../../auth/access.ts'
import { requireLink } from '../../auth/link-token.ts'
import { findAppointment, findOpenAppointment } from '../../database/repository/people/appointment.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { findUser, findUserByEmail } from '../../database/repository/user.ts'
import type { UserTable } from '../../database/schema.ts'
import type { AppointmentTable } from '../../database/tables/sign-in-tables.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { audit } from '../audit.ts'
import { closeAppointment } from './appoint-super-admin.ts'

/** Null: there is none. Throws Refusal: not-permitted. */
export async function viewOpenAppointment(
  { database }: Pick<Services, 'database'>,
  { role, organisationId }: Access,
): Promise<OpenAppointment | null> {
  if (role !== 'super-admin') throw new Refusal('not-permitted')
  const open = await findOpenAppointment(database, organisationId)
  if (!open) return null
  return { name: fullName(open.first_name, open.last_name), email: open.email, dueAt: open.due_at }
}

/** Throws Refusal: not-permitted; link-used where somebody has taken it. */
export async function stopOpenAppointment(services: Services, { userId, organisationId }: Access): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    await holdOrganisation(unit.trx, organisationId)
    const open = await findOpenAppointment(unit.trx, organisationId)
    await stop({ services, unit }, open, await findUser(unit.trx, userId))
  })
}

/** As {@link stopOpenAppointment}; also link-invalid. */
export async function stopAppointmentByLink(services: Services, token: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    const link = await requireLink(unit.trx, services, 'stop-appointment', token)
    await holdOrganisation(unit.trx, link.organisation_id)
    const appointment = await findAppointment(unit.trx, link.subject_id)
    await stop({ services, unit }, appointment, await findUserByEmail(unit.trx, link.address ?? ''))
  })
}

/** What is stopped stays so, whoever says it again. */
async function stop(
  { services, unit }: { services: Services; unit: UnitOfWork },
  appointment: AppointmentTable | undefined,
  person: UserTable | undefined,
): Promise<void> {
  if (person?.status !== 'active' || person.role !== 'super-admin') throw new Refusal('not-permitted')
  if (!appointment) return
  if (person.organisation_id !== appointment.organisation_id) throw new Refusal('not-permitted')
  if (appointment.state === 'taken') throw new Refusal('link-used')
  if (appointment.state === 'stopped') return
  await closeAppointment({ services, unit }, appointment, 'stopped')
  await audit({ services, unit }, { event: 'appointment-stopped', person, journalled: null })
}
