/** What the page of a link shows before anything is decided. Looking changes nothing. */
import type { PersonInvitationView } from '#shared/protocol/sign-in-requests.ts'
import type { Services } from '../../services.ts'
import { appointmentLifetimeMs } from './appointment-lifetime.ts'
import { requireAppointment } from './requested-appointment.ts'

/** Throws Refusal as {@link requireAppointment} does. */
export async function lookUpAppointment(services: Services, token: string): Promise<PersonInvitationView> {
  const { database, clock, config } = services
  const now = clock.now()
  const { appointment, organisation, person } = await requireAppointment(database, services, token, {
    now,
    lock: false,
  })
  return {
    organisationName: organisation.name,
    organisationKind: organisation.kind,
    email: appointment.email,
    firstName: appointment.first_name,
    lastName: appointment.last_name,
    role: 'super-admin',
    ownRole: null,
    details: '',
    expiresAt: appointment.due_at + appointmentLifetimeMs,
    replyTo: config.supportEmail ?? '',
    hasAccount: person !== undefined,
  }
}
