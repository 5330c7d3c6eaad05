/** What the page of a link shows before anything is decided. Looking changes nothing. */
import type { PersonInvitationView } from '#shared/protocol/sign-in-requests.ts'
import { findUser } from '../../database/repository/user.ts'
import { findRole } from '../../database/repository/people/role.ts'
import type { Database } from '../../database/connection.ts'
import type { UserTable } from '../../database/schema.ts'
import { senderOf } from '../recipients.ts'
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
    replyTo: (await replyAddressOf(database, person, invitedBy)) || (config.supportEmail ?? ''),
    hasAccount: false,
  }
}

/** A colleague's own; of an MSP that invites to its customer's team what it shows of itself (M23, M26). */
async function replyAddressOf(
  database: Database,
  person: Pick<UserTable, 'organisation_id'>,
  invitedBy: UserTable | undefined,
): Promise<string> {
  if (!invitedBy) return ''
  if (invitedBy.organisation_id === person.organisation_id) return invitedBy.email
  return (await senderOf(database, { msp_id: invitedBy.organisation_id })).replyAddress
}
