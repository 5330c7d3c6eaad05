/** What delivery does to an invitation of somebody's colleague: its seven days begin when the first mail server takes it. */
import { invitationLifetimeMs } from '#shared/domain/invitation.ts'
import { findPersonInvitation, updatePersonInvitation } from '../../database/repository/people/person-invitation.ts'
import { publishPerson } from '../../database/repository/user.ts'
import type { PersonInvitationTable } from '../../database/schema.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'

/** Whether there is such an invitation. */
export async function recordPersonInvitationSent(unit: UnitOfWork, id: string): Promise<boolean> {
  const invitation = await findPersonInvitation(unit.trx, id, { lock: true })
  if (!invitation) return false
  const started = { state: 'sent', sent_at: unit.now, expires_at: unit.now + invitationLifetimeMs } as const
  await updatePersonInvitation(unit.trx, id, {
    sent_count: invitation.sent_count + 1,
    trouble_at: null,
    ...((invitation.state === 'waiting' || invitation.state === 'refused') && started),
  })
  await publish(unit, invitation)
  return true
}

/** The mail server wants none of it, for good. Whether there is such an invitation. */
export async function recordPersonInvitationRefused(unit: UnitOfWork, id: string): Promise<boolean> {
  const invitation = await findPersonInvitation(unit.trx, id, { lock: true })
  if (!invitation) return false
  const isFirst = invitation.state === 'waiting'
  await updatePersonInvitation(unit.trx, id, { trouble_at: unit.now, ...(isFirst && { state: 'refused' }) })
  await publish(unit, invitation)
  return true
}

/** Delivery has trouble: the organisation sees since when. Whether there is such an invitation. */
export async function recordPersonInvitationTrouble(unit: UnitOfWork, id: string): Promise<boolean> {
  const invitation = await findPersonInvitation(unit.trx, id, { lock: true })
  if (!invitation) return false
  if (invitation.trouble_at !== null) return true
  await updatePersonInvitation(unit.trx, id, { trouble_at: unit.now })
  await publish(unit, invitation)
  return true
}

function publish(unit: UnitOfWork, { user_id, organisation_id }: PersonInvitationTable): Promise<void> {
  return publishPerson(unit, { id: user_id, organisation_id })
}
