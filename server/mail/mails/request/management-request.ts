import { defineMail } from '../../define-mail.ts'
import { requestContent } from './request-content.ts'

const keys: Parameters<typeof requestContent>[0] = {
  subject: ({ again }) => (again ? 'mail_request_subject_again' : 'mail_request_subject'),
  heading: 'mail_request_heading',
  paragraphs: ({ managementType }) => [
    'mail_request_asked',
    `mail_request_means_${managementType}`,
    'mail_request_until_answered',
  ],
}

export const managementRequest = defineMail('management-request', requestContent(keys, { open: true }))
