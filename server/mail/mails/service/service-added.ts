import { defineMail } from '../../define-mail.ts'
import { shownSender } from '../../sender.ts'
import type { AccountAddedData } from '../contact/account-added.ts'

/** To the contact of a fully managed customer: what is managed besides, and that there is no sign-in to use (M8). */
export const serviceAdded = defineMail('service-added', (data: AccountAddedData, { words, logo }) => ({
  subject: words('mail_service_added_subject', data),
  heading: words('mail_hello', data),
  paragraphs: [words('mail_service_added_by', data), words('mail_contact_changed_no_sign_in', data)],
  facts: [
    [words('mail_label_company'), data.companyName],
    [words('mail_label_managed_by'), data.mspName],
    [words('mail_label_services_added'), data.services.join(', ')],
    ...(data.replyTo === '' ? [] : [[words('mail_label_questions'), data.replyTo] as [string, string]]),
  ],
  notes: data.replyTo === '' ? [] : [words('mail_invitation_reply_note', data)],
  sender: shownSender(data.sender, logo),
  reason: words('mail_invitation_reason', data),
}))
