import type { RelationshipState } from '#shared/decisions/relationship-state.ts'
import { listSuperAdmins } from '../commands/recipients.ts'
import type { Database } from '../database/connection.ts'
import { findLatestInvitation } from '../database/repository/invitation.ts'
import { askedServicesOf, servicesOf, type Relationship } from '../database/repository/relationship.ts'
import type { InvitationTable } from '../database/schema.ts'

/** The state that a decision about this relationship is taken on. */
export async function readState(
  database: Database,
  row: Relationship,
): Promise<{ state: RelationshipState; invitation: InvitationTable | undefined }> {
  const invitation = await findLatestInvitation(database, row.id)
  const registered = (await listSuperAdmins(database, row.customer_id)).length > 0
  const { delink_requested_at: requestedAt, delink_reminded_at: remindedAt, delink_reminded_count: remindedCount } = row
  return {
    invitation,
    state: {
      version: row.version,
      status: row.status,
      managementType: row.management_type,
      registered,
      delink: requestedAt === null ? null : { requestedAt, remindedAt, remindedCount },
      adminsGrantedAt: row.admins_granted_at,
      request: row.requested_at === null ? null : { requestedAt: row.requested_at, askedAt: row.request_asked_at ?? 0 },
      services: servicesOf(row),
      askedServices: askedServicesOf(row),
      invitation: invitation
        ? {
            state: invitation.state,
            expiresAt: invitation.expires_at,
            remindedAt: invitation.reminded_at,
            remindedCount: invitation.reminded_count,
          }
        : null,
    },
  }
}
