import type { MailData } from '../mail-data.ts'
import { customerUrl, type Template } from './template.ts'

export const invitationDeclined: Template<MailData['invitation-declined']> = (data, context) => {
  const { words } = context
  return {
    subject: words.invitationDeclined.subject(data),
    heading: words.invitationDeclined.heading(data),
    paragraphs: words.invitationDeclined.paragraphs(data),
    facts: [[words.labels.customerId, data.customerId]],
    actions: [{ label: words.actions.openCustomer, url: customerUrl(context, data.customerId) }],
    reason: words.invitationDeclined.reason(data),
  }
}
