import { defineMail } from '../define-mail.ts'
import { invitationContent, type InvitationData } from './invitation.ts'

type Data = InvitationData & { expiresAt: number }

/** The same invitation again, with the deadline it has: a reminder never extends it. */
export const invitationReminder = defineMail('invitation-reminder', (data: Data, context) => {
  const { words } = context
  const content = invitationContent(data, context, data.expiresAt)
  return {
    ...content,
    subject: words('mail_invitation_reminder_subject', data),
    heading: words('mail_invitation_reminder_heading', data),
    paragraphs: [words('mail_invitation_reminder_same_links', data), words('mail_invitation_agreement', data)],
  }
})
