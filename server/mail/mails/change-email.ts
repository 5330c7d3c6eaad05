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
    subject: words.changeEmail.subject(data),
    heading: words.changeEmail.heading(data),
    paragraphs: words.changeEmail.paragraphs(data),
    facts: [[words.labels.worksUntil, printDeadline(data.expiresAt, locale)]],
    actions: [
      { label: words.actions.confirmEmail, url: linkUrl(context, '/confirm-email', 'change-email', data.linkId) },
    ],
    reason: words.changeEmail.reason(data),
  }
})
