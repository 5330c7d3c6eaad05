import { defineMail } from '../../define-mail.ts'
import { requestContent } from './request-content.ts'

const keys: Parameters<typeof requestContent>[0] = {
  subject: () => 'mail_request_accepted_subject',
  heading: 'mail_request_accepted_heading',
  paragraphs: ({ reader, managementType }) => [
    'mail_request_accepted_by',
    `mail_request_accepted_to_${reader}_${managementType}`,
  ],
}

export const requestAccepted = defineMail('request-accepted', requestContent(keys, { open: false }))
