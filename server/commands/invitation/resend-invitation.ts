/** `Resend email invite` (M7): a reminder while the invitation is open, a new invitation once it has run out or was declined. */
import { can } from '#shared/domain/access/can.ts'
import type { DocumentValues } from '#shared/document/document-values.ts'
import { invitationTransition, resendAction, type InvitationTransition } from '#shared/domain/invitation.ts'
import { guessLocale } from '#shared/domain/mail-language.ts'
import type { Locale } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { CommandInput } from '#shared/protocol/command-inputs.ts'
import { relationshipFacts, requireRelationship } from '../../auth/access.ts'
import { findDocument } from '../../database/repository/document.ts'
import { findInvitationBefore, findLatestInvitation } from '../../database/repository/invitation.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { InvitationTable } from '../../database/schema.ts'
import type { CommandContext } from '../command-context.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import { requireReminderLeft } from '../reminder-limit.ts'
import { requireFreeAddress } from './require-free-address.ts'
import { issueInvitation, remindInvitation } from './issue-invitation.ts'

const weekMs = 7 * 24 * 60 * 60 * 1000

export async function resendInvitation(
  context: CommandContext,
  input: CommandInput<'resend-invitation'>,
): Promise<void> {
  const { unit, access, itemId } = context
  const relationship = await requireRelationship(unit.trx, access, input.relationshipId, { lock: true })
  const target = { type: 'relationship', ...relationshipFacts(relationship) } as const
  if (!can(access, 'add-customer', target)) throw new Refusal('not-permitted')
  if (relationship.version !== input.version) throw new Refusal('stale-decision')
  const invitation = await findLatestInvitation(unit.trx, relationship.id)
  const times = invitation ? { state: invitation.state, expiresAt: invitation.expires_at } : null
  const action = resendAction(times, unit.now)
  if (!invitation || !action) throw refusalOf(invitationTransition(times, 'remind', unit.now))

  const locale = invitation.locale ?? (await languageByCountry(context, relationship))
  const invitee = { firstName: invitation.first_name, lastName: invitation.last_name, locale }
  const actor = { userId: access.userId, organisationId: access.organisationId }
  if (action === 'remind') {
    requireReminderLeft({ count: invitation.reminded_count, lastAt: invitation.reminded_at }, unit.now)
    await remindInvitation(context, relationship, { ...invitation, expires_at: invitation.expires_at! }, invitee)
    await recordDecision(unit, { event: 'invitation-reminded', relationship, actor, itemId })
  } else {
    await requireAskedAgain(context, invitation)
    await requireFreeAddress(context, relationship.work_email, relationship.management_type)
    await issueInvitation(context, relationship, invitee)
    await recordDecision(unit, { event: 'invitation-renewed', relationship, actor, itemId })
  }
  publishRelationship(unit, relationship)
}

/** Who said no is asked once more when they asked for it, and, should they say no again, a week later at the earliest. */
async function requireAskedAgain({ unit }: CommandContext, invitation: InvitationTable): Promise<void> {
  if (invitation.state !== 'declined' || unit.now - invitation.created_at >= weekMs) return
  const earlier = await findInvitationBefore(unit.trx, invitation)
  if (earlier?.state === 'declined') throw new Refusal('reminded-recently')
}

function refusalOf(transition: InvitationTransition): Refusal {
  return new Refusal(transition.allowed ? 'no-invitation' : transition.code)
}

/** Of an invitation that was issued before its language could be chosen. */
async function languageByCountry({ unit }: CommandContext, relationship: Relationship): Promise<Locale> {
  const account = await findDocument(unit.trx, relationship.account_document_id, { lock: false })
  const facts = JSON.parse(account?.facts ?? '{}') as DocumentValues
  return guessLocale(facts['country'] ?? '')
}
