import { invitationLifetimeMs } from '#shared/domain/invitation.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { Role } from '#shared/domain/user.ts'
import { printDeadline } from '../deadline.ts'
import { defineMail, linkUrl, type WritingContext } from '../define-mail.ts'
import type { MailContent } from '../layout.ts'

export interface PersonInvitationData {
  /** Its token is derived when the mail is handed over, so no working link waits in the queue. */
  linkId: string
  organisationName: string
  organisationKind: OrganisationKind
  /** A colleague to be, so that their name is no secret. */
  invitedBy: string
  firstName: string
  role: Role
  /** Of the organisation's own role, which takes the place of the built-in one. */
  roleName: string | null
  /** What whoever invites wrote to them. */
  details: string
  replyTo: string
}

export function personInvitationContent(
  data: PersonInvitationData,
  context: WritingContext,
  expiresAt: number,
): MailContent {
  const { words } = context
  const { role, roleName, organisationKind } = data
  const builtIn = organisationKind === 'msp' ? words.roles.mspAdmin : words.roles.admin
  return {
    subject: words.personInvitation.subject(data),
    heading: words.personInvitation.heading(data),
    paragraphs: words.personInvitation.paragraphs(data),
    facts: [
      [words.labels.organisation, data.organisationName],
      [words.labels.role, roleName ?? (role === 'super-admin' ? words.roles.superAdmin : builtIn)],
      ...(data.details === '' ? [] : [[words.labels.details, data.details] as [string, string]]),
      [words.labels.deadline, printDeadline(expiresAt, context.locale)],
      [words.labels.questions, data.replyTo],
    ],
    actions: [{ label: words.actions.register, url: linkUrl(context, '/join', 'person-invitation', data.linkId) }],
    notes: [words.personInvitation.ignoreNote],
    reason: words.personInvitation.reason(data),
  }
}

/** The seven days count from when a mail server takes the mail, so the deadline is that of this attempt. */
export const personInvitation = defineMail('person-invitation', (data: PersonInvitationData, context) =>
  personInvitationContent(data, context, context.now + invitationLifetimeMs),
)
