/** From a mail's link to the person it invites, with every reason why they may not register. */
import { invitationTransition } from '#shared/domain/invitation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { requireLink } from '../../auth/link-token.ts'
import type { Database } from '../../database/connection.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { findPersonInvitation } from '../../database/repository/people/person-invitation.ts'
import { findUserByEmail, findUserWithOrganisation, type UserWithOrganisation } from '../../database/repository/user.ts'
import type { LinkTable, PersonInvitationTable } from '../../database/schema.ts'
import type { Services } from '../../services.ts'

export interface RequestedPersonInvitation {
  link: LinkTable
  invitation: PersonInvitationTable
  person: UserWithOrganisation
}

/** `lock` holds the organisation, so that nothing is decided about them meanwhile. Throws Refusal: link-invalid, invitation-used, -revoked, -expired, email-taken. */
export async function requirePersonInvitation(
  database: Database,
  services: Pick<Services, 'key' | 'clock' | 'log'>,
  token: string,
  { now, lock }: { now: number; lock: boolean },
): Promise<RequestedPersonInvitation> {
  const link = await requireLink(database, services, 'person-invitation', token)
  if (lock) await holdOrganisation(database, link.organisation_id)
  const invitation = await findPersonInvitation(database, link.subject_id, { lock })
  const person = invitation && (await findUserWithOrganisation(database, invitation.user_id))
  if (!invitation || !person) throw new Refusal('link-invalid')
  const transition = invitationTransition(
    { state: invitation.state, expiresAt: invitation.expires_at },
    'register',
    now,
  )
  if (!transition.allowed) throw new Refusal(transition.code)
  if (person.status !== 'pending') throw new Refusal('invitation-revoked')
  if (await findUserByEmail(database, person.email)) throw new Refusal('email-taken')
  return { link, invitation, person }
}
