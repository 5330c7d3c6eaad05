import { printDeadline } from '../deadline.ts'
import { defineMail } from '../define-mail.ts'

export interface EmailChangedData {
  firstName: string
  /** Masked: this mailbox may be a stranger's by now. */
  newEmail: string
  /** ms */
  at: number
}

export const emailChanged = defineMail('email-changed', (data: EmailChangedData, context) => {
  const { words, locale } = context
  return {
    subject: words.emailChanged.subject(data),
    heading: words.emailChanged.heading(data),
    paragraphs: words.emailChanged.paragraphs(data),
    facts: [
      [words.labels.newEmail, data.newEmail],
      [words.labels.changedAt, printDeadline(data.at, locale)],
    ],
    reason: words.emailChanged.reason(data),
  }
})
