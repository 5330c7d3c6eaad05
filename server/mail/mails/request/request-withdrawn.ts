import { defineMail } from '../../define-mail.ts'
import { requestContent } from './request-content.ts'

const keys: Parameters<typeof requestContent>[0] = {
  subject: () => 'mail_request_withdrawn_subject',
  heading: 'mail_request_withdrawn_heading',
  paragraphs: () => ['mail_request_withdrawn_by'],
}

export const requestWithdrawn = defineMail('request-withdrawn', requestContent(keys, { open: false }))
