import type { BrowserName } from '#shared/domain/browser-name.ts'
import { printDeadline } from '../deadline.ts'
import { defineMail } from '../define-mail.ts'

export interface NewDeviceData extends BrowserName {
  firstName: string
  /** ms */
  at: number
}

export const newDevice = defineMail('new-device', (data: NewDeviceData, context) => {
  const { words, locale, publicUrl } = context
  const { browser, system } = data
  const device = browser && system ? words('mail_new_device_device', { browser, system }) : (browser ?? system)
  return {
    subject: words('mail_new_device_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [words('mail_new_device_seen', data), words('mail_new_device_if_not_you', data)],
    facts: [
      [words('audit_device'), device ?? words('settings_session_unknown')],
      [words('mail_label_signed_in_at'), printDeadline(data.at, locale)],
    ],
    actions: [{ label: words('forgot_title'), url: `${publicUrl}/forgot-password` }],
    reason: words('mail_reason_your_address', data),
  }
})
