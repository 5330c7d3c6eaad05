import { noteDeadLinks } from '../../commands/end-links.ts'
import { findInvitation, updateInvitation } from '../../database/repository/invitation.ts'
import { cancelInvitationMails } from '../../database/repository/mail.ts'
import type { InvitationTable } from '../../database/schema.ts'
import type { Carried } from '../effects.ts'

/** Its links die, and its mails that wait are not sent. Returns it as it was. */
export async function closeInvitation(carried: Carried): Promise<InvitationTable | undefined> {
  const { unit, invitation } = carried
  const { trx, now } = unit
  const former = invitation && (await findInvitation(trx, invitation.id, { lock: true }))
  if (!former) return undefined
  if (former.state === 'waiting' || former.state === 'sent') {
    await updateInvitation(trx, former.id, { state: 'revoked', answered_at: now })
    noteDeadLinks(carried, { purpose: 'invitation', subjectId: former.id, state: 'revoked' })
  }
  await cancelInvitationMails(trx, former.id)
  return former
}
