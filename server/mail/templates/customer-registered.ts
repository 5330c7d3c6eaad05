import { fullName } from '#shared/domain/text/person-name.ts'
import type { MailData } from '../mail-data.ts'
import { customerUrl, type Template } from './template.ts'

export const customerRegistered: Template<MailData['customer-registered']> = (data, context) => {
  const { words } = context
  return {
    subject: words.customerRegistered.subject(data),
    heading: words.customerRegistered.heading(data),
    paragraphs: words.customerRegistered.paragraphs(data),
    facts: [
      [words.labels.contact, `${fullName(data.firstName, data.lastName)} (${data.email})`],
      [words.labels.customerId, data.customerId],
    ],
    actions: [{ label: words.actions.openCustomer, url: customerUrl(context, data.customerId) }],
    reason: words.customerRegistered.reason(data),
  }
}
