/** What the page of a link shows before anything is decided. Looking changes nothing. */
import type { PersonInvitationView } from '#shared/protocol/sign-in-requests.ts'
import { findUser } from '../../database/repository/user.ts'
import { findRole } from '../../database/repository/role.ts'
import type { Services } from '../../services.ts'
import { requirePersonInvitation } from './requested-person-invitation.ts'

/** Throws Refusal as {@link requirePersonInvitation} does. */
export async function lookUpPersonInvitation(services: Services, token: string): Promise<PersonInvitationView> {
  const { database, clock, config } = services
  const { invitation, person } = await requirePersonInvitation(database, services, token, {
    now: clock.now(),
    lock: false,
  })
  const invitedBy = await findUser(database, invitation.invited_by)
  const ownRole = person.role_id && (await findRole(database, person.role_id))
  return {
    organisationName: person.organisation_name,
    organisationKind: person.organisation_kind,
    email: person.email,
    firstName: person.first_name,
    lastName: person.last_name,
    role: person.role,
    ownRole: ownRole ? ownRole.name : null,
    details: invitation.details,
    expiresAt: invitation.expires_at,
    replyTo: invitedBy?.email ?? config.supportEmail ?? '',
    hasAccount: false,
  }
}
