import { defineMail } from '../../define-mail.ts'
import { shownSender } from '../../sender.ts'
import type { AccountAddedData } from './account-added.ts'

/** To the contact of a fully managed customer whose account its MSP has closed (M25, M8). */
export const accountClosed = defineMail('account-closed', (data: AccountAddedData, { words, logo }) => ({
  subject: words('mail_account_closed_subject', data),
  heading: words('mail_hello', data),
  paragraphs: [words('mail_account_closed_by', data), words('mail_account_closed_kept', data)],
  facts: [
    [words('mail_label_company'), data.companyName],
    [words('mail_label_managed_by'), data.mspName],
    [words('mail_label_services_ended'), data.services.join(', ')],
    ...(data.replyTo === '' ? [] : [[words('mail_label_questions'), data.replyTo] as [string, string]]),
  ],
  notes: data.replyTo === '' ? [] : [words('mail_invitation_reply_note', data)],
  sender: shownSender(data.sender, logo),
  reason: words('mail_account_closed_reason', data),
}))
