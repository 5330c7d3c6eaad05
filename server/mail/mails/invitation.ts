import { invitationLifetimeMs } from '#shared/domain/invitation.ts'
import type { MailContent } from '../layout.ts'
import { printDeadline } from '../deadline.ts'
import { defineMail, linkUrl, type WritingContext } from '../define-mail.ts'
import { shownSender, type Sender } from '../sender.ts'

export interface InvitationData {
  /** Its token is derived when the mail is handed over, so no working link waits in the queue. */
  linkId: string
  mspName: string
  companyName: string
  firstName: string
  services: string[]
  /** Where an answer to the mail goes: the MSP; empty: nowhere. */
  replyTo: string
  /** Of an invitation that was queued before MSPs had profiles there is none. */
  sender?: Sender
  /** The MSP managed the account alone until now (M14). */
  isConverted: boolean
}

export function invitationContent(data: InvitationData, context: WritingContext, expiresAt: number): MailContent {
  const { words } = context
  return {
    subject: words('mail_invitation_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [
      ...(data.isConverted
        ? [words('mail_invitation_converted', data), words('mail_invitation_from_now_on')]
        : [words('mail_invitation_set_up', data)]),
      words('mail_invitation_agreement', data),
    ],
    facts: [
      [words('mail_label_company'), data.companyName],
      [words('mail_label_managed_by'), data.mspName],
      [words('field_management_type'), words('type_jointly')],
      [words('field_services'), data.services.join(', ')],
      [words('mail_label_deadline'), printDeadline(expiresAt, context.locale)],
      ...(data.replyTo === '' ? [] : [[words('mail_label_questions'), data.replyTo] as [string, string]]),
    ],
    actions: [
      { label: words('mail_action_register'), url: linkUrl(context, '/register', 'invitation', data.linkId) },
      { label: words('register_decline'), url: linkUrl(context, '/decline', 'invitation', data.linkId) },
    ],
    notes: [
      words('mail_invitation_decline_note'),
      ...(data.replyTo === '' ? [] : [words('mail_invitation_reply_note', data)]),
    ],
    sender: shownSender(data.sender, context.logo),
    reason: words('mail_invitation_reason', data),
  }
}

/** The seven days count from when a mail server takes the mail, so the deadline is that of this attempt. */
export const invitation = defineMail('invitation', (data: InvitationData, context) =>
  invitationContent(data, context, context.now + invitationLifetimeMs),
)
