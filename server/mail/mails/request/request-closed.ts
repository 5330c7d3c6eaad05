import { defineMail } from '../../define-mail.ts'
import { requestContent } from './request-content.ts'

const keys: Parameters<typeof requestContent>[0] = {
  subject: () => 'mail_request_closed_subject',
  heading: 'mail_request_closed_heading',
  paragraphs: () => ['mail_request_closed_text'],
}

export const requestClosed = defineMail('request-closed', requestContent(keys, { open: false }))
