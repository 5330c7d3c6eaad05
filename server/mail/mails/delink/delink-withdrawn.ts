import { defineMail } from '../../define-mail.ts'
import { delinkContent } from './delink-content.ts'

const keys: Parameters<typeof delinkContent>[0] = {
  subject: () => 'mail_delink_withdrawn_subject',
  heading: 'mail_delink_withdrawn_heading',
  paragraphs: () => ['mail_delink_withdrawn_by'],
}

export const delinkWithdrawn = defineMail('delink-withdrawn', delinkContent(keys, { open: false }))
