import { defineMail } from '../../define-mail.ts'

export interface SignUpKnownData {
  firstName: string
}

/** To whoever has an account with the address that was entered: on the page nobody hears of it. */
export const signUpKnown = defineMail('sign-up-known', (data: SignUpKnownData, { words, publicUrl }) => ({
  subject: words('mail_sign_up_known_subject'),
  heading: words('mail_hello', data),
  paragraphs: [words('mail_sign_up_known_text')],
  actions: [
    { label: words('sign_in_action'), url: `${publicUrl}/sign-in` },
    { label: words('forgot_title'), url: `${publicUrl}/forgot-password` },
  ],
  notes: [words('mail_sign_up_ignore_note')],
  reason: words('mail_sign_up_reason'),
}))
