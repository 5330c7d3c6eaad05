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
  const name = fullName(data.firstName, data.lastName)
  return {
    subject: words('mail_customer_registered_subject', data),
    heading: words('mail_customer_registered_heading', data),
    paragraphs: [words('mail_customer_registered_accepted', { ...data, fullName: name })],
    facts: [
      [words('mail_label_contact'), `${name} (${data.email})`],
      [words('mail_label_customer_id'), data.customerId],
    ],
    actions: [{ label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }],
    reason: words('mail_reason_looks_after', data),
  }
})
