/**
 * What delivery does to an invitation. Its seven days begin when the first mail server takes it (M7); that
 * and the mail's own state are one transaction, so a crash between them only sends the mail again.
 */
import { invitationLifetimeMs } from '#shared/domain/invitation.ts'
import { findInvitation, updateInvitation } from '../../database/repository/invitation.ts'
import { markMailRefused, markMailSent } from '../../database/repository/mail.ts'
import { getRelationship } from '../../database/repository/relationship.ts'
import type { InvitationTable, MailTable } from '../../database/schema.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { publishRelationship, recordDecision } from '../record-change.ts'
import {
  recordPersonInvitationRefused,
  recordPersonInvitationSent,
  recordPersonInvitationTrouble,
} from '../team/record-person-invitation.ts'

export type KeptWords = Pick<MailTable, 'subject' | 'html' | 'text'>

/** The mail was taken now: marks it sent, and its invitation if it has one. */
export async function recordMailSent(services: Services, mail: MailTable, words: KeptWords): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    // The invitation before its mail, as answering it does: the other order would make the two wait for each other.
    if (mail.invitation_id !== null) await recordInvitationSent(unit, mail.invitation_id)
    await markMailSent(unit.trx, mail.id, { ...words, sent_at: unit.now })
  })
}

async function recordInvitationSent(unit: UnitOfWork, invitationId: string): Promise<void> {
  if (await recordPersonInvitationSent(unit, invitationId)) return
  const invitation = await findInvitation(unit.trx, invitationId, { lock: true })
  if (!invitation) return
  const counted = { sent_count: invitation.sent_count + 1, trouble_at: null }
  const isFirst = invitation.state === 'waiting' || invitation.state === 'refused'
  const started = { state: 'sent', sent_at: unit.now, expires_at: unit.now + invitationLifetimeMs } as const
  await updateInvitation(unit.trx, invitation.id, isFirst ? { ...counted, ...started } : counted)
  await publish(unit, invitation, isFirst)
}

async function publish(unit: UnitOfWork, invitation: InvitationTable, isFirst: boolean): Promise<void> {
  const relationship = await getRelationship(unit.trx, invitation.relationship_id)
  const actor = { userId: null, organisationId: relationship.msp_id }
  if (isFirst) await recordDecision(unit, { event: 'invitation-sent', relationship, actor })
  publishRelationship(unit, relationship)
}

/** The recipient's mail server wants none of it, for good (M7): nothing is tried again by itself, and whoever invited is told. */
export async function recordMailRefused(services: Services, mail: MailTable, reason: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    if (mail.invitation_id !== null) await recordInvitationRefused(unit, mail.invitation_id)
    await markMailRefused(unit.trx, mail.id, reason)
  })
}

/** One of which a mail arrived goes on; its reminder has only had trouble. */
async function recordInvitationRefused(unit: UnitOfWork, invitationId: string): Promise<void> {
  if (await recordPersonInvitationRefused(unit, invitationId)) return
  const invitation = await findInvitation(unit.trx, invitationId, { lock: true })
  if (!invitation) return
  const isFirst = invitation.state === 'waiting'
  await updateInvitation(unit.trx, invitationId, { trouble_at: unit.now, ...(isFirst && { state: 'refused' }) })
  publishRelationship(unit, await getRelationship(unit.trx, invitation.relationship_id))
}

/** Delivery has trouble: the MSP sees since when. */
export async function recordInvitationTrouble(services: Services, invitationId: string): Promise<void> {
  await runUnitOfWork(services, async (unit) => {
    if (await recordPersonInvitationTrouble(unit, invitationId)) return
    const invitation = await findInvitation(unit.trx, invitationId, { lock: true })
    if (!invitation || invitation.trouble_at !== null) return
    await updateInvitation(unit.trx, invitation.id, { trouble_at: unit.now })
    publishRelationship(unit, await getRelationship(unit.trx, invitation.relationship_id))
  })
}
