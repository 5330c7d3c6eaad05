/** One invitation to become somebody's colleague: its row, its link and its mail, in the caller's transaction. */
import type { PersonRecord } from '#shared/domain/team/person.ts'
import { insertLink } from '../../database/repository/link.ts'
import { insertPersonInvitation, updatePersonInvitation } from '../../database/repository/person-invitation.ts'
import type { PersonInvitationTable } from '../../database/schema.ts'
import type { PersonInvitationData } from '../../mail/mails/person-invitation.ts'
import { queueMail } from '../../mail/queue.ts'
import type { DecisionContext } from '../decision-context.ts'

type Invitee = Pick<PersonRecord, 'id' | 'firstName' | 'lastName' | 'email' | 'role' | 'ownRole'>

export async function issuePersonInvitation(
  context: DecisionContext,
  person: Invitee,
  { details, locale }: Pick<PersonInvitationTable, 'details' | 'locale'>,
): Promise<void> {
  const { unit, access } = context
  const invitation: PersonInvitationTable = {
    id: unit.ids.randomId(),
    organisation_id: access.organisationId,
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
  await queueMail(context, { kind: 'person-invitation', ...addressed(context, invitation), data })
}

/** The same invitation once more; the links of earlier mails stay valid and the deadline stays. */
export async function remindPersonInvitation(
  context: DecisionContext,
  person: Invitee,
  invitation: PersonInvitationTable & { expires_at: number },
): Promise<void> {
  const { trx, now } = context.unit
  await updatePersonInvitation(trx, invitation.id, { reminded_count: invitation.reminded_count + 1, reminded_at: now })
  const data = { ...(await invitationData(context, person, invitation)), expiresAt: invitation.expires_at }
  await queueMail(context, { kind: 'person-invitation-reminder', ...addressed(context, invitation), data })
}

function addressed({ access, itemId }: DecisionContext, invitation: PersonInvitationTable) {
  const { organisationId, userId } = access
  return {
    organisationId,
    to: invitation.email,
    locale: invitation.locale,
    asking: { organisationId, userId, within: null },
    replyTo: access.email,
    invitationId: invitation.id,
    decisionId: itemId,
  }
}

async function invitationData(
  { unit, access }: DecisionContext,
  { firstName, lastName, role, ownRole }: Invitee,
  { id, details }: PersonInvitationTable,
): Promise<PersonInvitationData> {
  const linkId = unit.ids.randomId()
  const link = { id: linkId, purpose: 'person-invitation', subject_id: id, created_at: unit.now } as const
  await insertLink(unit.trx, { ...link, organisation_id: access.organisationId })
  return {
    linkId,
    organisationName: access.organisationName,
    organisationKind: access.organisationKind,
    invitedBy: access.personName,
    firstName: firstName || lastName,
    role,
    roleName: ownRole,
    details,
    replyTo: access.email,
  }
}
