import { defineMail } from '../../define-mail.ts'
import { requestContent } from './request-content.ts'

const keys: Parameters<typeof requestContent>[0] = {
  subject: () => 'mail_request_rejected_subject',
  heading: 'mail_request_rejected_heading',
  paragraphs: () => ['mail_request_rejected_by'],
}

export const requestRejected = defineMail('request-rejected', requestContent(keys, { open: false }))
