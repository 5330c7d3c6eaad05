import { printDeadline } from '../deadline.ts'
import { defineMail, linkUrl } from '../define-mail.ts'

/** Nothing of whoever asked: a mistyped address is a stranger's. */
export interface ChangeEmailData {
  linkId: string
  /** ms */
  expiresAt: number
}

export const changeEmail = defineMail('change-email', (data: ChangeEmailData, context) => {
  const { words, locale } = context
  return {
    subject: words('mail_change_email_subject', data),
    heading: words('mail_change_email_heading', data),
    paragraphs: [words('mail_change_email_asked', data)],
    facts: [[words('mail_label_works_until'), printDeadline(data.expiresAt, locale)]],
    actions: [
      { label: words('confirm_email_submit'), url: linkUrl(context, '/confirm-email', 'change-email', data.linkId) },
    ],
    reason: words('mail_change_email_reason', data),
  }
})
