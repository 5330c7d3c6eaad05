/** Who on each side is mailed about a relationship, and how people of the other side are shown to them (M23). */
import { can } from '#shared/domain/access/can.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { maskEmail, type Locale } from '#shared/domain/organisation.ts'
import type { RelationshipSide } from '#shared/domain/relationship.ts'
import { loadAccess, relationshipFacts, type Access } from '../auth/access.ts'
import type { Database } from '../database/connection.ts'
import { findMspProfile } from '../database/repository/msp-profile.ts'
import { findOrganisation } from '../database/repository/organisation.ts'
import type { Relationship } from '../database/repository/relationship.ts'
import { listActiveUsers } from '../database/repository/user.ts'
import type { UserTable } from '../database/schema.ts'
import type { Sender } from '../mail/sender.ts'

export interface Recipient {
  email: string
  locale: Locale
}

/** The MSP's super admins and whoever added the customer, as far as they may see it: a mail is read as anything else is. */
export async function mspRecipients(database: Database, relationship: Relationship): Promise<UserTable[]> {
  const target = { type: 'relationship', ...relationshipFacts(relationship) } as const
  const users = await listActiveUsers(database, relationship.msp_id)
  const asked = users.filter((user) => user.role === 'super-admin' || user.id === relationship.added_by)
  const readers: UserTable[] = []
  for (const user of asked) {
    const access = await loadAccess(database, user.id)
    // The mail of its end is of a relationship that nobody sees any more.
    if (access && can(access, 'view', { ...target, status: 'active' })) readers.push(user)
  }
  return readers
}

/** Who answers for an organisation; nobody while a customer hasn't registered. */
export async function listSuperAdmins(database: Database, organisationId: OrganisationId): Promise<UserTable[]> {
  const users = await listActiveUsers(database, organisationId)
  return users.filter((user) => user.role === 'super-admin')
}

export async function recipientsOf(
  database: Database,
  relationship: Relationship,
  side: RelationshipSide,
): Promise<Recipient[]> {
  return side === 'msp' ? mspRecipients(database, relationship) : listSuperAdmins(database, relationship.customer_id)
}

/** The actor in a mail: by name within the organisation, masked outside it. */
export function personFor(access: Access, actorSide: RelationshipSide, reader: RelationshipSide): string {
  return actorSide === reader ? access.personName : maskEmail(access.email)
}

/** How the MSP shows itself in a mail to its customer. */
export async function senderOf(database: Database, { msp_id }: Pick<Relationship, 'msp_id'>): Promise<Sender> {
  const profile = await findMspProfile(database, msp_id)
  const { name = '', address = '', contact = '', phone = '', replyAddress = '' } = profile ?? {}
  return { mspId: msp_id, name, address, contact, phone, replyAddress }
}

export async function partyNames(
  database: Database,
  relationship: Relationship,
): Promise<{ mspName: string; companyName: string }> {
  const msp = await findOrganisation(database, relationship.msp_id)
  const customer = await findOrganisation(database, relationship.customer_id)
  return { mspName: msp?.name ?? '', companyName: customer?.name ?? '' }
}
