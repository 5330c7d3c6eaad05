import { printDeadline } from '../../deadline.ts'
import { defineMail, linkUrl } from '../../define-mail.ts'

export interface AppointmentData {
  /** Its token is derived when the mail is handed over, so no working link waits in the queue. */
  linkId: string
  organisationName: string
  firstName: string
  /** ms */
  expiresAt: number
  supportEmail: string | null
}

export const appointment = defineMail('appointment', (data: AppointmentData, context) => {
  const { words, locale } = context
  return {
    subject: words('mail_appointment_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [words('mail_appointment_made', data)],
    facts: [
      [words('mail_label_organisation'), data.organisationName],
      [words('field_role'), words('role_super_admin')],
      [words('mail_label_deadline'), printDeadline(data.expiresAt, locale)],
      ...(data.supportEmail === null ? [] : [[words('mail_label_questions'), data.supportEmail] as [string, string]]),
    ],
    actions: [
      { label: words('mail_action_register'), url: linkUrl(context, '/appointment', 'appointment', data.linkId) },
    ],
    notes: [words('mail_person_invitation_ignore_note')],
    reason: words('mail_person_invitation_reason', data),
  }
})
