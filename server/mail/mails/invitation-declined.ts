import { customerUrl, defineMail } from '../define-mail.ts'

export interface InvitationDeclinedData {
  companyName: string
  mspName: string
  email: string
  customerId: string
}

export const invitationDeclined = defineMail('invitation-declined', (data: InvitationDeclinedData, context) => {
  const { words } = context
  return {
    subject: words.invitationDeclined.subject(data),
    heading: words.invitationDeclined.heading(data),
    paragraphs: words.invitationDeclined.paragraphs(data),
    facts: [[words.labels.customerId, data.customerId]],
    actions: [{ label: words.actions.openCustomer, url: customerUrl(context, data.customerId) }],
    reason: words.invitationDeclined.reason(data),
  }
})
