import { defineMail } from '../define-mail.ts'

export interface PersonJoinedData {
  fullName: string
  organisationName: string
}

/** For whoever wants to hear by mail what the bell says (M21). */
export const personJoined = defineMail('person-joined', (data: PersonJoinedData, { words, publicUrl }) => ({
  subject: words('mail_person_joined_subject', data),
  heading: words('mail_person_joined_heading', data),
  paragraphs: [words('mail_person_joined_body', data)],
  actions: [{ label: words('mail_action_open_notifications'), url: `${publicUrl}/notifications` }],
  reason: words('mail_reason_chosen'),
}))
