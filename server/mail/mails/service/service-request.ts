import { defineMail } from '../../define-mail.ts'
import { serviceContent } from './service-content.ts'

const keys: Parameters<typeof serviceContent>[0] = {
  subject: () => 'mail_service_request_subject',
  heading: 'mail_service_request_heading',
  paragraphs: () => ['mail_service_request_by', 'mail_service_request_until'],
}

export const serviceRequest = defineMail('service-request', serviceContent(keys, { open: true }))
