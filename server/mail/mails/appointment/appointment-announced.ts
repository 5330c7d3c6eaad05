import { printDeadline } from '../../deadline.ts'
import { defineMail, linkUrl } from '../../define-mail.ts'

export interface AppointmentAnnouncedData {
  /** Of the link that stops it; null for whoever can't. */
  linkId: string | null
  organisationName: string
  firstName: string
  /** Who is to be super admin, and by which address. */
  fullName: string
  email: string
  /** When they get their link, ms. */
  dueAt: number
  supportEmail: string | null
}

export const appointmentAnnounced = defineMail('appointment-announced', (data: AppointmentAnnouncedData, context) => {
  const { words, locale } = context
  const stop = data.linkId === null ? null : linkUrl(context, '/stop-appointment', 'stop-appointment', data.linkId)
  return {
    subject: words('mail_appointment_announced_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [
      words('mail_appointment_announced_asked', data),
      words(stop === null ? 'mail_appointment_announced_tell' : 'mail_appointment_announced_stop', data),
    ],
    facts: [
      [words('mail_label_organisation'), data.organisationName],
      [words('role_super_admin'), `${data.fullName} (${data.email})`],
      [words('mail_label_from'), printDeadline(data.dueAt, locale)],
      ...(data.supportEmail === null ? [] : [[words('mail_label_questions'), data.supportEmail] as [string, string]]),
    ],
    actions: stop === null ? [] : [{ label: words('mail_action_stop'), url: stop }],
    reason: words('mail_reason_your_address', data),
  }
})
