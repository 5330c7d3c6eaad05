/** What an invitation's page shows before anything is decided. Looking changes nothing (C1). */
import { Refusal } from '#shared/domain/refusal.ts'
import type { InvitationView } from '#shared/protocol/sign-in-requests.ts'
import { findUserByEmail } from '../../database/repository/user.ts'
import type { Services } from '../../services.ts'
import { partyNames, senderOf } from '../recipients.ts'
import { requireInvitation, shownServices } from './requested-invitation.ts'

/** Throws Refusal as {@link requireInvitation} does, and email-taken. */
export async function lookUpInvitation(services: Services, token: string): Promise<InvitationView> {
  const { database, clock } = services
  const { invitation, relationship } = await requireInvitation(database, services, token, 'register', {
    now: clock.now(),
    lock: false,
  })
  // Its form would only fail (FC8).
  if (await findUserByEmail(database, invitation.email)) throw new Refusal('email-taken')
  const { replyAddress } = await senderOf(database, relationship)
  return {
    ...(await partyNames(database, relationship)),
    email: invitation.email,
    firstName: invitation.first_name,
    lastName: invitation.last_name,
    services: shownServices(relationship),
    expiresAt: invitation.expires_at,
    replyTo: replyAddress || (services.config.supportEmail ?? ''),
    isConverted: relationship.converted_at !== null,
  }
}
