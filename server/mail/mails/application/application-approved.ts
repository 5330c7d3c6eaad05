import type { OrganisationId } from '#shared/domain/ids.ts'
import { defineMail } from '../../define-mail.ts'

export interface ApplicationApprovedData {
  serviceName: string
  companyName: string
  customerId: OrganisationId
}

/** The welcome: what was applied for is there, and what to do first. */
export const applicationApproved = defineMail(
  'application-approved',
  (data: ApplicationApprovedData, { words, publicUrl }) => ({
    subject: words('mail_application_approved_subject', data),
    heading: words('mail_application_approved_heading', data),
    paragraphs: [
      words('mail_application_approved_text', data),
      words('mail_application_approved_first'),
      words('mail_application_approved_msp'),
    ],
    facts: [
      [words('mail_label_company'), data.companyName],
      [words('mail_label_customer_id'), data.customerId],
    ],
    actions: [
      { label: words('services_open'), url: `${publicUrl}/services` },
      { label: words('nav_administrators'), url: `${publicUrl}/administrators` },
    ],
    reason: words('mail_application_decided_reason', data),
  }),
)
