/**
 * An operator makes somebody an organisation's super admin: of a new one at once, of one with people after three days, in
 * which everybody there has heard of it and any super admin can stop it.
 */
import type { Locale } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { endAppointment, findOpenAppointment, insertAppointment } from '../../database/repository/people/appointment.ts'
import { insertLink } from '../../database/repository/link.ts'
import { cancelInvitationMails } from '../../database/repository/mail.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { findUserByEmail, listActiveUsers } from '../../database/repository/user.ts'
import type { OrganisationTable, UserTable } from '../../database/schema.ts'
import type { AppointmentTable } from '../../database/tables/sign-in-tables.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'
import { audit, operator } from '../audit.ts'
import { noteDeadLinks } from '../end-links.ts'
import { announcedForMs, appointmentLifetimeMs } from './appointment-lifetime.ts'

export interface Appointee {
  email: string
  firstName: string
  lastName: string
  locale: Locale
}

export interface AppointmentContext extends MailContext {
  services: MailContext['services'] &
    Pick<Services, 'revocations' | 'log'> & { config: { supportEmail: string | null } }
}

/** In place of an open one, whose links die. Throws Refusal: email-taken, blocked. */
export async function appointSuperAdmin(
  context: AppointmentContext,
  organisation: OrganisationTable,
  { email, firstName, lastName, locale }: Appointee,
): Promise<AppointmentTable> {
  const { trx, now, ids } = context.unit
  await holdOrganisation(trx, organisation.id)
  const person = await findUserByEmail(trx, email)
  if (person && person.organisation_id !== organisation.id) throw new Refusal('email-taken')
  if (person?.status === 'blocked') throw new Refusal('blocked')
  await closeAppointment(context, await findOpenAppointment(trx, organisation.id), 'stopped')

  const people = await listActiveUsers(trx, organisation.id)
  const appointment: AppointmentTable = {
    id: ids.randomId(),
    organisation_id: organisation.id,
    email: email.toLowerCase(),
    first_name: person?.first_name ?? firstName,
    last_name: person?.last_name ?? lastName,
    locale: person?.locale ?? locale,
    state: 'open',
    made_at: now,
    due_at: people.length === 0 ? now : now + announcedForMs,
    ended_at: null,
  }
  await insertAppointment(trx, appointment)
  const called = `${fullName(appointment.first_name, appointment.last_name)} (${appointment.email})`
  await audit(context, {
    event: 'appointment-made',
    person: { id: operator, organisation_id: organisation.id },
    subject: { kind: 'person', id: person?.id ?? appointment.id, name: called, from: null, to: null },
  })
  await mailLink(context, organisation, appointment)
  for (const colleague of people) await announce(context, organisation, appointment, colleague)
  return appointment
}

/** Its links die, and its mails that wait are not sent; one that was stopped stays so after a restore, too. */
export async function closeAppointment(
  context: { services: Pick<Services, 'revocations'>; unit: UnitOfWork },
  appointment: AppointmentTable | undefined,
  state: 'stopped' | 'taken',
): Promise<void> {
  if (!appointment) return
  const { trx, now } = context.unit
  await cancelInvitationMails(trx, appointment.id)
  await endAppointment(trx, appointment.id, { state, ended_at: now })
  if (state === 'stopped') noteDeadLinks(context, { purpose: 'appointment', subjectId: appointment.id, state })
}

/** The mail waits in the queue until the three days are over. */
async function mailLink(
  context: AppointmentContext,
  { id: organisationId, name }: OrganisationTable,
  appointment: AppointmentTable,
): Promise<void> {
  const { trx, now, ids } = context.unit
  const linkId = ids.randomId()
  const link = { id: linkId, purpose: 'appointment', subject_id: appointment.id, created_at: now } as const
  await insertLink(trx, { ...link, organisation_id: organisationId })
  await queueMail(context, {
    kind: 'appointment',
    organisationId,
    to: appointment.email,
    locale: appointment.locale,
    data: {
      linkId,
      organisationName: name,
      firstName: appointment.first_name || appointment.last_name,
      expiresAt: appointment.due_at + appointmentLifetimeMs,
      supportEmail: context.services.config.supportEmail,
    },
    decisionId: appointment.id,
    invitationId: appointment.id,
    notBefore: appointment.due_at,
  })
}

async function announce(
  context: AppointmentContext,
  organisation: OrganisationTable,
  appointment: AppointmentTable,
  reader: UserTable,
): Promise<void> {
  const { trx, now, ids } = context.unit
  const mayStop = reader.role === 'super-admin'
  const linkId = mayStop ? ids.randomId() : null
  if (linkId !== null) {
    const link = { id: linkId, purpose: 'stop-appointment', subject_id: appointment.id, created_at: now } as const
    await insertLink(trx, { ...link, organisation_id: organisation.id, address: reader.email })
  }
  await queueMail(context, {
    kind: 'appointment-announced',
    organisationId: organisation.id,
    to: reader.email,
    locale: reader.locale,
    data: {
      linkId,
      organisationName: organisation.name,
      firstName: reader.first_name || reader.last_name,
      fullName: fullName(appointment.first_name, appointment.last_name),
      email: appointment.email,
      dueAt: appointment.due_at,
      supportEmail: context.services.config.supportEmail,
    },
    decisionId: appointment.id,
  })
}
