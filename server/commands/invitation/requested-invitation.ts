/** From a mail's link to the invitation it is for, with every reason why it may not be answered. */
import { invitationTransition, type InvitationAction } from '#shared/domain/invitation.ts'
import { findService } from '#shared/domain/service-catalogue.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { requireLink } from '../../auth/link-token.ts'
import type { Database } from '../../database/connection.ts'
import { findInvitation } from '../../database/repository/invitation.ts'
import { findRelationship, servicesOf, type Relationship } from '../../database/repository/relationship.ts'
import type { InvitationTable, LinkTable } from '../../database/schema.ts'
import type { Services } from '../../services.ts'

export interface RequestedInvitation {
  link: LinkTable
  invitation: InvitationTable
  relationship: Relationship
}

/** What is agreed to by registering, as people read it. */
export function shownServices(relationship: Pick<Relationship, 'services'>): string[] {
  return servicesOf(relationship).map((id) => findService(id)?.name ?? id)
}

/** Throws Refusal: link-invalid, invitation-used, -revoked, -declined, -expired, relationship-ended. */
export async function requireInvitation(
  database: Database,
  services: Pick<Services, 'key' | 'clock' | 'log'>,
  token: string,
  action: InvitationAction,
  { now, lock }: { now: number; lock: boolean },
): Promise<RequestedInvitation> {
  const link = await requireLink(database, services, 'invitation', token)
  const known = await findInvitation(database, link.subject_id)
  if (!known) throw new Refusal('link-invalid')
  const relationship = await findRelationship(database, known.relationship_id, { lock })
  const invitation = await findInvitation(database, known.id, { lock })
  if (!relationship || !invitation) throw new Refusal('link-invalid')
  const transition = invitationTransition({ state: invitation.state, expiresAt: invitation.expires_at }, action, now)
  if (!transition.allowed) throw new Refusal(transition.code)
  if (!isManaging(relationship)) throw new Refusal('relationship-ended')
  return { link, invitation, relationship }
}
