import { defineMail } from '../../define-mail.ts'
import { shownSender, type Sender } from '../../sender.ts'

export interface ContactChangedData {
  mspName: string
  companyName: string
  /** Who is the contact from now on, or was it until now. */
  reader: 'new' | 'former'
  /** The former one had an invitation. */
  isInvited: boolean
  firstName: string
  /** Where an answer to the mail goes: the MSP; empty: nowhere. */
  replyTo: string
  sender: Sender
}

/** Each says who manages the account and that there is no sign-in to use (M8, M27). */
export const contactChanged = defineMail('contact-changed', (data: ContactChangedData, { words, logo }) => {
  const isNew = data.reader === 'new'
  const further = isNew
    ? words('mail_contact_changed_no_sign_in', data)
    : data.isInvited
      ? words('mail_contact_changed_links_dead', data)
      : words('mail_contact_changed_no_more_mail', data)
  return {
    subject: words(isNew ? 'mail_contact_changed_subject_new' : 'mail_contact_changed_subject_former', data),
    heading: isNew ? words('mail_hello', data) : words('mail_contact_changed_heading', data),
    paragraphs: [words(isNew ? 'mail_contact_changed_new' : 'mail_contact_changed_former', data), further],
    facts: [
      [words('mail_label_company'), data.companyName],
      [words('mail_label_managed_by'), data.mspName],
      ...(data.replyTo === '' ? [] : [[words('mail_label_questions'), data.replyTo] as [string, string]]),
    ],
    notes: data.replyTo === '' ? [] : [words('mail_invitation_reply_note', data)],
    sender: shownSender(data.sender, logo),
    reason: words(isNew ? 'mail_invitation_reason' : 'mail_contact_changed_reason', data),
  }
})
