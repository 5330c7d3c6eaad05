import { defineMail } from '../define-mail.ts'
import { personInvitationContent, type PersonInvitationData } from './person-invitation.ts'

export const personInvitationReminder = defineMail(
  'person-invitation-reminder',
  (data: PersonInvitationData & { expiresAt: number }, context) => ({
    ...personInvitationContent(data, context, data.expiresAt),
    subject: context.words.personInvitationReminder.subject(data),
    heading: context.words.personInvitationReminder.heading(data),
    paragraphs: context.words.personInvitationReminder.paragraphs(data),
  }),
)
