import { defineMail } from '../define-mail.ts'
import { personInvitationContent, type PersonInvitationData } from './person-invitation.ts'

export const personInvitationReminder = defineMail(
  'person-invitation-reminder',
  (data: PersonInvitationData & { expiresAt: number }, context) => ({
    ...personInvitationContent(data, context, data.expiresAt),
    subject: context.words('mail_person_invitation_reminder_subject', data),
    heading: context.words('mail_person_invitation_reminder_heading', data),
    paragraphs: [context.words('mail_person_invitation_reminder_same_links', data)],
  }),
)
