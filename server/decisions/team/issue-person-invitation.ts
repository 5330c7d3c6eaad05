/** One invitation to become somebody's colleague: its row, its link and its mail, in the caller's transaction. */
import type { PersonRecord } from '#shared/domain/team/person.ts'
import { senderOf } from '../../commands/recipients.ts'
import { insertLink } from '../../database/repository/link.ts'
import { insertPersonInvitation, updatePersonInvitation } from '../../database/repository/people/person-invitation.ts'
import type { PersonInvitationTable } from '../../database/schema.ts'
import type { PersonInvitationData } from '../../mail/mails/person-invitation.ts'
import { queueMail } from '../../mail/queue.ts'
import { isOutsider, type TeamContext } from './team-effects.ts'

type Invitee = Pick<PersonRecord, 'id' | 'firstName' | 'lastName' | 'email' | 'role' | 'ownRole'>

export async function issuePersonInvitation(
  context: TeamContext,
  person: Invitee,
  { details, locale }: Pick<PersonInvitationTable, 'details' | 'locale'>,
): Promise<void> {
  const { unit, access, organisation } = context
  const invitation: PersonInvitationTable = {
    id: unit.ids.randomId(),
    organisation_id: organisation.id,
    user_id: person.id,
    email: person.email,
    state: 'waiting',
    created_at: unit.now,
    sent_at: null,
    sent_count: 0,
    reminded_count: 0,
    reminded_at: null,
    expires_at: null,
    trouble_at: null,
    answered_at: null,
    locale,
    details,
    invited_by: access.userId,
  }
  await insertPersonInvitation(unit.trx, invitation)
  const data = await invitationData(context, person, invitation)
  await queueMail(context, { kind: 'person-invitation', ...addressed(context, invitation, data.replyTo), data })
}

/** The same invitation once more; the links of earlier mails stay valid and the deadline stays. */
export async function remindPersonInvitation(
  context: TeamContext,
  person: Invitee,
  invitation: PersonInvitationTable & { expires_at: number },
): Promise<void> {
  const { trx, now } = context.unit
  await updatePersonInvitation(trx, invitation.id, { reminded_count: invitation.reminded_count + 1, reminded_at: now })
  const data = { ...(await invitationData(context, person, invitation)), expiresAt: invitation.expires_at }
  await queueMail(context, {
    kind: 'person-invitation-reminder',
    ...addressed(context, invitation, data.replyTo),
    data,
  })
}

function addressed({ access, organisation, itemId }: TeamContext, invitation: PersonInvitationTable, replyTo: string) {
  const { organisationId, userId } = access
  return {
    organisationId: organisation.id,
    to: invitation.email,
    locale: invitation.locale,
    asking: { organisationId, userId, within: null },
    ...(replyTo !== '' && { replyTo }),
    invitationId: invitation.id,
    decisionId: itemId,
  }
}

async function invitationData(
  context: TeamContext,
  { firstName, lastName, role, ownRole }: Invitee,
  { id, details }: PersonInvitationTable,
): Promise<PersonInvitationData> {
  const { unit, access, organisation } = context
  const linkId = unit.ids.randomId()
  const link = { id: linkId, purpose: 'person-invitation', subject_id: id, created_at: unit.now } as const
  await insertLink(unit.trx, { ...link, organisation_id: organisation.id })
  return {
    linkId,
    organisationName: organisation.name,
    organisationKind: organisation.kind,
    invitedBy: isOutsider(context) ? access.organisationName : access.personName,
    firstName: firstName || lastName,
    role,
    roleName: ownRole,
    details,
    replyTo: isOutsider(context) ? await replyAddressOf(context) : access.email,
  }
}

/** The MSP's own, or where questions go that nobody else answers (M26). */
async function replyAddressOf({ services, unit, access }: TeamContext): Promise<string> {
  const { replyAddress } = await senderOf(unit.trx, { msp_id: access.organisationId })
  return replyAddress || (services.config.supportEmail ?? '')
}
