import { defineMail } from '../../define-mail.ts'
import { serviceContent } from './service-content.ts'

const keys: Parameters<typeof serviceContent>[0] = {
  subject: () => 'mail_service_withdrawn_subject',
  heading: 'mail_service_withdrawn_heading',
  paragraphs: () => ['mail_service_withdrawn_by'],
}

export const serviceWithdrawn = defineMail('service-withdrawn', serviceContent(keys, { open: false }))
