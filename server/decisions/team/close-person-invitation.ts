import type { UserId } from '#shared/domain/ids.ts'
import { cancelInvitationMails } from '../../database/repository/mail.ts'
import { findLatestPersonInvitation, updatePersonInvitation } from '../../database/repository/person-invitation.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'

/** The links of somebody's invitation die, and its mails that wait are not sent. */
export async function closePersonInvitation({ trx, now }: UnitOfWork, userId: UserId): Promise<void> {
  const invitation = await findLatestPersonInvitation(trx, userId)
  if (!invitation || (invitation.state !== 'waiting' && invitation.state !== 'sent')) return
  await updatePersonInvitation(trx, invitation.id, { state: 'revoked', answered_at: now })
  await cancelInvitationMails(trx, invitation.id)
}
