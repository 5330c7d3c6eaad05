import { defineMail } from '../../define-mail.ts'
import { linesOf } from '../../mail-data.ts'

export interface TicketOpenedData {
  mspName: string
  companyName: string
  customerId: string
  ticketId: string
  serviceName: string
  /** Masked: the answer goes by the command line. */
  person: string
  text: string
}

/** To the operator's address (M15). */
export const ticketOpened = defineMail('ticket-opened', (data: TicketOpenedData, { words }) => ({
  subject: words('mail_ticket_opened_subject', data),
  heading: words('mail_ticket_opened_heading', data),
  paragraphs: [words('mail_ticket_opened_by', data), ...linesOf(data.text)],
  facts: [
    [words('mail_label_msp'), data.mspName],
    [words('mail_label_company'), data.companyName],
    [words('mail_label_customer_id'), data.customerId],
    [words('field_service'), data.serviceName],
    [words('mail_label_ticket'), data.ticketId],
  ],
  notes: [words('mail_ticket_opened_answer', data)],
  reason: words('mail_ticket_opened_reason'),
}))
