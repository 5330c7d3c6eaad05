import { defineMail } from '../../define-mail.ts'
import { shownSender, type Sender } from '../../sender.ts'

export interface AccountAddedData {
  mspName: string
  companyName: string
  firstName: string
  services: string[]
  /** Where an answer to the mail goes: the MSP; empty: nowhere. */
  replyTo: string
  sender: Sender
}

/** To the contact of a customer that is added fully managed: who manages the account, and that there is no sign-in to use (M8). */
export const accountAdded = defineMail('account-added', (data: AccountAddedData, { words, logo }) => ({
  subject: words('mail_account_added_subject', data),
  heading: words('mail_hello', data),
  paragraphs: [words('mail_account_added_set_up', data), words('mail_contact_changed_no_sign_in', data)],
  facts: [
    [words('mail_label_company'), data.companyName],
    [words('mail_label_managed_by'), data.mspName],
    [words('field_management_type'), words('type_fully')],
    [words('field_services'), data.services.join(', ')],
    ...(data.replyTo === '' ? [] : [[words('mail_label_questions'), data.replyTo] as [string, string]]),
  ],
  notes: data.replyTo === '' ? [] : [words('mail_invitation_reply_note', data)],
  sender: shownSender(data.sender, logo),
  reason: words('mail_invitation_reason', data),
}))
