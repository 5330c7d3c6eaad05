import type { MailData } from '../mail-data.ts'
import { invitationContent } from './invitation.ts'
import type { Template } from './template.ts'

/** The same invitation again, with the deadline it has: a reminder never extends it. */
export const invitationReminder: Template<MailData['invitation-reminder']> = (data, context) => {
  const words = context.words.invitationReminder
  const content = invitationContent(data, context, data.expiresAt)
  return {
    ...content,
    subject: words.subject(data),
    heading: words.heading(data),
    paragraphs: [...words.paragraphs(data), context.words.invitation.agreement(data)],
  }
}
