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
    subject: words('mail_reset_password_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [words('mail_reset_password_asked', data)],
    facts: [[words('mail_label_works_until'), printDeadline(data.expiresAt, locale)]],
    actions: [{ label: words('reset_title'), url: linkUrl(context, '/reset-password', 'reset-password', data.linkId) }],
    notes: [words('mail_reset_password_ignore_note')],
    reason: words('mail_reset_password_reason', data),
  }
})
