/** One invitation to register: its row, its link and its mail, in the caller's transaction. */
import type { Locale } from '#shared/domain/organisation.ts'
import { insertInvitation, updateInvitation } from '../../database/repository/invitation.ts'
import { insertLink } from '../../database/repository/link.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { InvitationTable } from '../../database/schema.ts'
import type { InvitationData } from '../../mail/mails/invitation.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { Access } from '../../auth/access.ts'
import type { Services } from '../../services.ts'
import { queueMail } from '../../mail/queue.ts'
import { shownServices } from '../../commands/invitation/requested-invitation.ts'
import { partyNames, senderOf } from '../../commands/recipients.ts'

export interface Invitee {
  firstName: string
  lastName: string
  /** Which language is written to them. */
  locale: Locale
}

/** Who invites; null: what was decided before is done again, and no budget is asked. */
export interface InvitingContext {
  services: Services
  unit: UnitOfWork
  itemId: string
  access: Pick<Access, 'organisationId' | 'userId'> | null
}

export async function issueInvitation(
  context: InvitingContext,
  relationship: Relationship,
  invitee: Invitee,
): Promise<void> {
  const { unit } = context
  const invitation: InvitationTable = {
    id: unit.ids.randomId(),
    relationship_id: relationship.id,
    customer_id: relationship.customer_id,
    email: relationship.work_email,
    first_name: invitee.firstName,
    last_name: invitee.lastName,
    state: 'waiting',
    created_at: unit.now,
    sent_at: null,
    sent_count: 0,
    reminded_count: 0,
    reminded_at: null,
    expires_at: null,
    trouble_at: null,
    answered_at: null,
    locale: invitee.locale,
  }
  await insertInvitation(unit.trx, invitation)
  const data = await invitationData(context, relationship, invitation)
  await queueMail(context, {
    kind: 'invitation',
    ...addressed(context, invitation, invitee, data.replyTo),
    data,
  })
}

/** The same invitation once more; the links of earlier mails stay valid and the deadline stays. */
export async function remindInvitation(
  context: InvitingContext,
  relationship: Relationship,
  invitation: InvitationTable & { expires_at: number },
  invitee: Invitee,
): Promise<void> {
  const { trx, now } = context.unit
  const data = await invitationData(context, relationship, invitation)
  await updateInvitation(trx, invitation.id, { reminded_count: invitation.reminded_count + 1, reminded_at: now })
  await queueMail(context, {
    kind: 'invitation-reminder',
    ...addressed(context, invitation, invitee, data.replyTo),
    data: { ...data, expiresAt: invitation.expires_at },
  })
}

function addressed(context: InvitingContext, invitation: InvitationTable, invitee: Invitee, replyTo: string) {
  const { access } = context
  return {
    organisationId: invitation.customer_id,
    to: invitation.email,
    locale: invitee.locale,
    ...(access && { asking: { organisationId: access.organisationId, userId: access.userId, within: null } }),
    ...(replyTo !== '' && { replyTo }),
    invitationId: invitation.id,
    decisionId: context.itemId,
  }
}

async function invitationData(
  { unit, services }: InvitingContext,
  relationship: Relationship,
  invitation: InvitationTable,
): Promise<InvitationData> {
  const linkId = unit.ids.randomId()
  const link = { id: linkId, purpose: 'invitation', subject_id: invitation.id, created_at: unit.now } as const
  await insertLink(unit.trx, { ...link, organisation_id: invitation.customer_id })
  const sender = await senderOf(unit.trx, relationship)
  return {
    ...(await partyNames(unit.trx, relationship)),
    linkId,
    firstName: invitation.first_name || invitation.last_name,
    services: shownServices(relationship),
    replyTo: sender.replyAddress || (services.config.supportEmail ?? ''),
    sender,
    isConverted: relationship.converted_at !== null,
  }
}
