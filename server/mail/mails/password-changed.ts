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
    subject: words('mail_password_changed_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [words('mail_password_changed_signed_out', data), words('mail_if_not_you_new_password', data)],
    facts: [[words('mail_label_changed_at'), printDeadline(data.at, locale)]],
    actions: [{ label: words('forgot_title'), url: `${publicUrl}/forgot-password` }],
    reason: words('mail_reason_your_address', data),
  }
})
