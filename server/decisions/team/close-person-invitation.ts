import type { UserId } from '#shared/domain/ids.ts'
import { noteDeadLinks } from '../../commands/end-links.ts'
import { cancelInvitationMails } from '../../database/repository/mail.ts'
import {
  findLatestPersonInvitation,
  updatePersonInvitation,
} from '../../database/repository/people/person-invitation.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'
import type { DecisionContext } from '../decision-context.ts'

/** By a decision: no backup gives the links back. */
export async function revokePersonInvitation(context: DecisionContext, userId: UserId): Promise<void> {
  const subjectId = await closePersonInvitation(context.unit, userId)
  if (subjectId !== null) noteDeadLinks(context, { purpose: 'person-invitation', subjectId, state: 'revoked' })
}

/** The links of somebody's invitation die, and its mails that wait are not sent. Its id, if there was an open one. */
export async function closePersonInvitation({ trx, now }: UnitOfWork, userId: UserId): Promise<string | null> {
  const invitation = await findLatestPersonInvitation(trx, userId)
  if (!invitation || (invitation.state !== 'waiting' && invitation.state !== 'sent')) return null
  await updatePersonInvitation(trx, invitation.id, { state: 'revoked', answered_at: now })
  await cancelInvitationMails(trx, invitation.id)
  return invitation.id
}
