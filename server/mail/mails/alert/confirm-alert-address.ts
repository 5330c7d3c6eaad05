import { printDeadline } from '../../deadline.ts'
import { defineMail, linkUrl } from '../../define-mail.ts'

export interface ConfirmAlertAddressData {
  linkId: string
  companyName: string
  customerId: string
  /** ms */
  expiresAt: number
}

/** To somebody of neither side: no alert comes before they said yes. */
export const confirmAlertAddress = defineMail('confirm-alert-address', (data: ConfirmAlertAddressData, context) => {
  const { words, locale } = context
  return {
    subject: words('mail_confirm_alert_address_subject', data),
    heading: words('mail_confirm_alert_address_heading', data),
    paragraphs: [words('mail_confirm_alert_address_asked', data), words('mail_confirm_alert_address_otherwise')],
    facts: [
      [words('mail_label_company'), data.companyName],
      [words('mail_label_works_until'), printDeadline(data.expiresAt, locale)],
    ],
    actions: [
      { label: words('alert_address_submit'), url: linkUrl(context, '/alert-address', 'alert-address', data.linkId) },
    ],
    reason: words('mail_confirm_alert_address_reason', data),
  }
})
