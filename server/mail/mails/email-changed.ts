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
    subject: words('mail_email_changed_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [words('mail_email_changed_from_now_on', data), words('mail_email_changed_if_not_you', data)],
    facts: [
      [words('mail_label_new_email'), data.newEmail],
      [words('mail_label_changed_at'), printDeadline(data.at, locale)],
    ],
    reason: words('mail_email_changed_reason', data),
  }
})
