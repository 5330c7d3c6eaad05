import { invitationLifetimeMs } from '#shared/domain/invitation.ts'
import type { MailContent } from '../layout.ts'
import { printDeadline } from '../deadline.ts'
import { defineMail, linkUrl, type WritingContext } from '../define-mail.ts'

export interface InvitationData {
  /** Its token is derived when the mail is handed over, so no working link waits in the queue. */
  linkId: string
  mspName: string
  companyName: string
  firstName: string
  services: string[]
  /** Where an answer to the mail goes: the MSP. */
  replyTo: string
  /** The MSP managed the account alone until now (M14). */
  isConverted: boolean
}

export function invitationContent(data: InvitationData, context: WritingContext, expiresAt: number): MailContent {
  const { words } = context
  return {
    subject: words.invitation.subject(data),
    heading: words.invitation.heading(data),
    paragraphs: [
      ...(data.isConverted ? words.invitation.conversion(data) : words.invitation.paragraphs(data)),
      words.invitation.agreement(data),
    ],
    facts: [
      [words.labels.company, data.companyName],
      [words.labels.managedBy, data.mspName],
      [words.labels.managementType, words.jointly],
      [words.labels.services, data.services.join(', ')],
      [words.labels.deadline, printDeadline(expiresAt, context.locale)],
      [words.labels.questions, data.replyTo],
    ],
    actions: [
      { label: words.actions.register, url: linkUrl(context, '/register', 'invitation', data.linkId) },
      { label: words.actions.decline, url: linkUrl(context, '/decline', 'invitation', data.linkId) },
    ],
    notes: [words.invitation.declineNote, words.invitation.replyNote(data)],
    reason: words.invitation.reason(data),
  }
}

/** The seven days count from when a mail server takes the mail, so the deadline is that of this attempt. */
export const invitation = defineMail('invitation', (data: InvitationData, context) =>
  invitationContent(data, context, context.now + invitationLifetimeMs),
)
