import { printDeadline } from '../../deadline.ts'
import { defineMail, linkUrl } from '../../define-mail.ts'

export interface SignUpData {
  linkId: string
  /** ms */
  expiresAt: number
  /** Who wait for an answer of this address to invitations of theirs; empty: nobody. */
  invitedBy: string
}

/** Nothing that was typed into the form stands here: whoever typed it chose whom it goes to. */
export const signUp = defineMail('sign-up', (data: SignUpData, context) => {
  const { words, locale } = context
  const invited = data.invitedBy === '' ? [] : [words('mail_sign_up_invited', data)]
  return {
    subject: words('mail_sign_up_subject'),
    heading: words('mail_sign_up_heading'),
    paragraphs: [words('mail_sign_up_asked'), ...invited],
    facts: [[words('mail_label_works_until'), printDeadline(data.expiresAt, locale)]],
    actions: [
      { label: words('register_title'), url: linkUrl(context, '/complete-registration', 'sign-up', data.linkId) },
    ],
    notes: [words('mail_sign_up_ignore_note')],
    reason: words('mail_sign_up_reason'),
  }
})
