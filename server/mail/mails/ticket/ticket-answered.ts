import { customerUrl, defineMail } from '../../define-mail.ts'
import { linesOf } from '../../mail-data.ts'

export interface TicketAnsweredData {
  companyName: string
  customerId: string
  serviceName: string
  /** What was asked. */
  text: string
  /** As the operator wrote it; empty where the ticket is closed without a word. */
  answer: string
  state: 'answered' | 'closed'
}

/** To whoever wrote the ticket (M15). */
export const ticketAnswered = defineMail('ticket-answered', (data: TicketAnsweredData, context) => {
  const { words } = context
  return {
    subject: words(`mail_ticket_${data.state}_subject`, data),
    heading: words(`mail_ticket_${data.state}_heading`, data),
    paragraphs: [...linesOf(data.answer), words('mail_ticket_asked'), ...linesOf(data.text)],
    facts: [
      [words('mail_label_company'), data.companyName],
      [words('mail_label_customer_id'), data.customerId],
      [words('field_service'), data.serviceName],
    ],
    actions: [{ label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }],
    reason: words('mail_ticket_answered_reason', data),
  }
})
