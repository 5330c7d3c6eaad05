import { defineMail } from '../../define-mail.ts'
import type { ApplicationApprovedData } from './application-approved.ts'

export interface ApplicationRejectedData extends ApplicationApprovedData {
  /** As the operator wrote it. */
  reason: string
}

export const applicationRejected = defineMail(
  'application-rejected',
  (data: ApplicationRejectedData, { words, publicUrl }) => ({
    subject: words('mail_application_rejected_subject', data),
    heading: words('mail_application_rejected_heading', data),
    paragraphs: [words('mail_application_rejected_text', data), words('mail_application_rejected_again')],
    facts: [
      [words('mail_label_reason'), data.reason],
      [words('mail_label_company'), data.companyName],
      [words('mail_label_customer_id'), data.customerId],
    ],
    actions: [{ label: words('services_open'), url: `${publicUrl}/services` }],
    reason: words('mail_application_decided_reason', data),
  }),
)
