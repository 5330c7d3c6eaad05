import { customerUrl, defineMail } from '../define-mail.ts'

export interface InvitationTakenData {
  companyName: string
  mspName: string
  email: string
  customerId: string
}

export const invitationTaken = defineMail('invitation-taken', (data: InvitationTakenData, context) => {
  const { words } = context
  return {
    subject: words('mail_invitation_taken_subject', data),
    heading: words('mail_invitation_taken_heading', data),
    paragraphs: [words('mail_invitation_taken_change', data)],
    facts: [[words('mail_label_customer_id'), data.customerId]],
    actions: [{ label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }],
    reason: words('mail_reason_looks_after', data),
  }
})
