import { defineMail, linkUrl } from '../define-mail.ts'

export interface VerifyEmailData {
  linkId: string
  firstName: string
  organisationName: string
}

export const verifyEmail = defineMail('verify-email', (data: VerifyEmailData, context) => {
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
})
