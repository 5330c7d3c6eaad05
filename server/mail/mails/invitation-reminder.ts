import { defineMail } from '../define-mail.ts'
import { invitationContent, type InvitationData } from './invitation.ts'

type Data = InvitationData & { expiresAt: number }

/** The same invitation again, with the deadline it has: a reminder never extends it. */
export const invitationReminder = defineMail('invitation-reminder', (data: Data, context) => {
  const words = context.words.invitationReminder
  const content = invitationContent(data, context, data.expiresAt)
  return {
    ...content,
    subject: words.subject(data),
    heading: words.heading(data),
    paragraphs: [...words.paragraphs(data), context.words.invitation.agreement(data)],
  }
})
