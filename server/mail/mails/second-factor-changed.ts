import { printDeadline } from '../deadline.ts'
import { defineMail } from '../define-mail.ts'

export interface SecondFactorChangedData {
  firstName: string
  isOn: boolean
  /** Only the recovery codes are others. */
  hasNewCodes?: boolean
  /** ms */
  at: number
}

export const secondFactorChanged = defineMail('second-factor-changed', (data: SecondFactorChangedData, context) => {
  const { words, locale, publicUrl } = context
  const change = data.hasNewCodes ? 'codes' : data.isOn ? 'on' : 'off'
  return {
    subject: words(`mail_second_factor_changed_subject_${change}`),
    heading: words('mail_hello', data),
    paragraphs: [words(`mail_second_factor_changed_${change}`), words('mail_if_not_you_new_password')],
    facts: [[words('mail_label_changed_at'), printDeadline(data.at, locale)]],
    actions: [{ label: words('forgot_title'), url: `${publicUrl}/forgot-password` }],
    reason: words('mail_reason_your_address'),
  }
})
