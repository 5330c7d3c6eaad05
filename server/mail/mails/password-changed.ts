import { printDeadline } from '../deadline.ts'
import { defineMail } from '../define-mail.ts'

export interface PasswordChangedData {
  firstName: string
  /** ms */
  at: number
}

export const passwordChanged = defineMail('password-changed', (data: PasswordChangedData, context) => {
  const { words, locale, publicUrl } = context
  return {
    subject: words.passwordChanged.subject(data),
    heading: words.passwordChanged.heading(data),
    paragraphs: words.passwordChanged.paragraphs(data),
    facts: [[words.labels.changedAt, printDeadline(data.at, locale)]],
    actions: [{ label: words.actions.forgotPassword, url: `${publicUrl}/forgot-password` }],
    reason: words.passwordChanged.reason(data),
  }
})
