import { printDeadline } from '../deadline.ts'
import { defineMail } from '../define-mail.ts'

export interface SecondFactorChangedData {
  firstName: string
  isOn: boolean
  /** ms */
  at: number
}

export const secondFactorChanged = defineMail('second-factor-changed', (data: SecondFactorChangedData, context) => {
  const { words, locale, publicUrl } = context
  return {
    subject: words.secondFactorChanged.subject(data),
    heading: words.secondFactorChanged.heading(data),
    paragraphs: words.secondFactorChanged.paragraphs(data),
    facts: [[words.labels.changedAt, printDeadline(data.at, locale)]],
    actions: [{ label: words.actions.forgotPassword, url: `${publicUrl}/forgot-password` }],
    reason: words.secondFactorChanged.reason(data),
  }
})
