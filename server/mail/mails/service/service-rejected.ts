import { defineMail } from '../../define-mail.ts'
import { serviceContent } from './service-content.ts'

const keys: Parameters<typeof serviceContent>[0] = {
  subject: () => 'mail_service_rejected_subject',
  heading: 'mail_service_rejected_heading',
  paragraphs: () => ['mail_service_rejected_by'],
}

export const serviceRejected = defineMail('service-rejected', serviceContent(keys, { open: false }))
