import { defineMail } from '../../define-mail.ts'
import { delinkContent } from './delink-content.ts'

const keys: Parameters<typeof delinkContent>[0] = {
  subject: () => 'mail_delink_rejected_subject',
  heading: 'mail_delink_rejected_heading',
  paragraphs: () => ['mail_delink_rejected_by'],
}

export const delinkRejected = defineMail('delink-rejected', delinkContent(keys, { open: false }))
