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
  /** By name, a colleague to be; somebody of the MSP by that (M23). */
  invitedBy: string
  firstName: string
  role: Role
  /** Of the organisation's own role, which takes the place of the built-in one. */
  roleName: string | null
  /** What whoever invites wrote to them. */
  details: string
  /** Empty: there is nobody whose address they may be told. */
  replyTo: string
}

export function personInvitationContent(
  data: PersonInvitationData,
  context: WritingContext,
  expiresAt: number,
): MailContent {
  const { words } = context
  const { role, roleName, organisationKind } = data
  const builtIn = words(`people_role_${organisationKind}`)
  return {
    subject: words('mail_person_invitation_subject', data),
    heading: words('mail_hello', data),
    paragraphs: [words('mail_person_invitation_invited', data)],
    facts: [
      [words('mail_label_organisation'), data.organisationName],
      [words('field_role'), roleName ?? (role === 'super-admin' ? words('role_super_admin') : builtIn)],
      ...(data.details === '' ? [] : [[words('field_details'), data.details] as [string, string]]),
      [words('mail_label_deadline'), printDeadline(expiresAt, context.locale)],
      ...(data.replyTo === '' ? [] : [[words('mail_label_questions'), data.replyTo] as [string, string]]),
    ],
    actions: [
      { label: words('mail_action_register'), url: linkUrl(context, '/join', 'person-invitation', data.linkId) },
    ],
    notes: [words('mail_person_invitation_ignore_note')],
    reason: words('mail_person_invitation_reason', data),
  }
}

/** The seven days count from when a mail server takes the mail, so the deadline is that of this attempt. */
export const personInvitation = defineMail('person-invitation', (data: PersonInvitationData, context) =>
  personInvitationContent(data, context, context.now + invitationLifetimeMs),
)
