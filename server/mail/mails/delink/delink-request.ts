import { defineMail } from '../../define-mail.ts'
import { delinkContent } from './delink-content.ts'

const keys: Parameters<typeof delinkContent>[0] = {
  subject: ({ requestedBy }) => `mail_delink_request_subject_by_${requestedBy}`,
  heading: 'mail_delink_request_heading',
  paragraphs: ({ requestedBy }) => [
    `mail_delink_request_asked_by_${requestedBy}`,
    'mail_delink_request_until_answered',
  ],
}

export const delinkRequest = defineMail('delink-request', delinkContent(keys, { open: true }))
