import { defineMail } from '../../define-mail.ts'
import { serviceContent } from './service-content.ts'

const keys: Parameters<typeof serviceContent>[0] = {
  subject: () => 'mail_service_accepted_subject',
  heading: 'mail_service_accepted_heading',
  paragraphs: () => ['mail_service_accepted_by'],
}

export const serviceAccepted = defineMail('service-accepted', serviceContent(keys, { open: false }))
