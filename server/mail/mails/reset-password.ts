import { printDeadline } from '../deadline.ts'
import { defineMail, linkUrl } from '../define-mail.ts'

export interface ResetPasswordData {
  linkId: string
  firstName: string
  /** ms */
  expiresAt: number
}

export const resetPassword = defineMail('reset-password', (data: ResetPasswordData, context) => {
  const { words, locale } = context
  return {
    subject: words.resetPassword.subject(data),
    heading: words.resetPassword.heading(data),
    paragraphs: words.resetPassword.paragraphs(data),
    facts: [[words.labels.worksUntil, printDeadline(data.expiresAt, locale)]],
    actions: [
      { label: words.actions.setPassword, url: linkUrl(context, '/reset-password', 'reset-password', data.linkId) },
    ],
    notes: [words.resetPassword.ignoreNote],
    reason: words.resetPassword.reason(data),
  }
})
