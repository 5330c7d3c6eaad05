/** From a mail's link to the appointment, with every reason why it may not be taken. */
import { Refusal } from '#shared/domain/refusal.ts'
import { requireLink } from '../../auth/link-token.ts'
import type { Database } from '../../database/connection.ts'
import { findAppointment } from '../../database/repository/people/appointment.ts'
import { getOrganisation, holdOrganisation } from '../../database/repository/organisation.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import type { OrganisationTable, UserTable } from '../../database/schema.ts'
import type { AppointmentTable } from '../../database/tables/sign-in-tables.ts'
import type { Services } from '../../services.ts'
import { appointmentLifetimeMs } from './appointment-lifetime.ts'

export interface RequestedAppointment {
  appointment: AppointmentTable
  organisation: OrganisationTable
  /** Who has the address there already. */
  person: UserTable | undefined
}

/** `lock` holds the organisation. Throws Refusal: link-invalid, invitation-used, -revoked, -expired, email-taken, blocked. */
export async function requireAppointment(
  database: Database,
  services: Pick<Services, 'key' | 'clock' | 'log'>,
  token: string,
  { now, lock }: { now: number; lock: boolean },
): Promise<RequestedAppointment> {
  const link = await requireLink(database, services, 'appointment', token)
  if (lock) await holdOrganisation(database, link.organisation_id)
  const appointment = await findAppointment(database, link.subject_id)
  if (!appointment || now < appointment.due_at) throw new Refusal('link-invalid')
  if (appointment.state === 'taken') throw new Refusal('invitation-used')
  if (appointment.state === 'stopped') throw new Refusal('invitation-revoked')
  if (now > appointment.due_at + appointmentLifetimeMs) throw new Refusal('invitation-expired')
  const person = await findUserByEmail(database, appointment.email)
  if (person && person.organisation_id !== appointment.organisation_id) throw new Refusal('email-taken')
  if (person?.status === 'blocked') throw new Refusal('blocked')
  return { appointment, organisation: await getOrganisation(database, appointment.organisation_id), person }
}
