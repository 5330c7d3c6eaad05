import { defineMail } from '../../define-mail.ts'
import { delinkContent } from './delink-content.ts'

const keys: Parameters<typeof delinkContent>[0] = {
  subject: () => 'mail_delink_accepted_subject',
  heading: 'mail_delink_accepted_heading',
  paragraphs: ({ reader }) => ['mail_delink_accepted_by', `mail_delink_accepted_to_${reader}`],
}

export const delinkAccepted = defineMail('delink-accepted', delinkContent(keys, { open: false }))
