import { defineMail } from '../../define-mail.ts'
import type { DelinkData } from './delink-content.ts'
import { delinkRequest } from './delink-request.ts'

export const delinkReminder = defineMail('delink-reminder', (data: DelinkData, context) => ({
  ...delinkRequest.write(data, context),
  subject: context.words('mail_delink_reminder_subject', data),
  heading: context.words('mail_delink_reminder_heading', data),
}))
