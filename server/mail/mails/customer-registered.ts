import { fullName } from '#shared/domain/text/person-name.ts'
import { customerUrl, defineMail } from '../define-mail.ts'

export interface CustomerRegisteredData {
  companyName: string
  mspName: string
  firstName: string
  lastName: string
  email: string
  customerId: string
}

export const customerRegistered = defineMail('customer-registered', (data: CustomerRegisteredData, context) => {
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
})
