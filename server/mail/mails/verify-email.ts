import { defineMail, linkUrl } from '../define-mail.ts'

export interface VerifyEmailData {
  linkId: string
  firstName: string
  organisationName: string
}

export const verifyEmail = defineMail('verify-email', (data: VerifyEmailData, context) => {
  const { words } = context
  return {
    subject: words('mail_verify_email_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [words('mail_verify_email_set_up', data)],
    actions: [{ label: words('verify_submit'), url: linkUrl(context, '/verify-email', 'verify-email', data.linkId) }],
    reason: words('mail_verify_email_reason', data),
  }
})
