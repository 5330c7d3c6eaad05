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
  const device = browser && system ? words.newDevice.device(browser, system) : (browser ?? system)
  return {
    subject: words.newDevice.subject(data),
    heading: words.newDevice.heading(data),
    paragraphs: words.newDevice.paragraphs(data),
    facts: [
      [words.labels.device, device ?? words.newDevice.unknownDevice],
      [words.labels.signedInAt, printDeadline(data.at, locale)],
    ],
    actions: [{ label: words.actions.forgotPassword, url: `${publicUrl}/forgot-password` }],
    reason: words.newDevice.reason(data),
  }
})
