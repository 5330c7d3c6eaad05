import type { MailData } from '../mail-data.ts'
import { linkUrl, type Template } from './template.ts'

export const verifyEmail: Template<MailData['verify-email']> = (data, context) => {
  const { words } = context
  return {
    subject: words.verifyEmail.subject(data),
    heading: words.verifyEmail.heading(data),
    paragraphs: words.verifyEmail.paragraphs(data),
    actions: [
      { label: words.actions.confirmEmail, url: linkUrl(context, '/verify-email', 'verify-email', data.linkId) },
    ],
    reason: words.verifyEmail.reason(data),
  }
}
