/** Who asks, with everything that `can` depends on: loaded anew for every page and every transaction (SYNC4). */
import type { Clock } from '#shared/domain/clock.ts'
import { can, sideOf, type Actor, type RelationshipFacts } from '#shared/domain/access/can.ts'
import { builtInPermissions, ownRolePermissions, type Permission } from '#shared/domain/access/permission.ts'
import { everyCustomer, isInScope } from '#shared/domain/access/scope.ts'
import type { RelationshipId, UserId } from '#shared/domain/ids.ts'
import type { Locale, OrganisationKind } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { isRequest } from '#shared/domain/relationship.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { Database } from '../database/connection.ts'
import { findRelationship, type Relationship } from '../database/repository/relationship.ts'
import { readScope } from '../database/repository/people/scope.ts'
import { findSessionUser, findUserWithOrganisation, type UserWithOrganisation } from '../database/repository/user.ts'

/** Who asks, as the database has them right now. */
export interface Access extends Actor {
  userId: UserId
  email: string
  emailVerified: boolean
  firstName: string
  lastName: string
  personName: string
  organisationName: string
  /** Rises in the transaction that changes what this user may see (SYNC4). */
  accessVersion: number
  /** A device that stands at an earlier version gets everything anew. */
  wholeVersion: number
  locale: Locale
  /** When Tandem first knew this person, ms: nothing of theirs can be older (DOC3). */
  knownSince: number
}

/** Null for people who are unknown or blocked. */
export async function loadAccess(database: Database, userId: UserId): Promise<Access | null> {
  const user = await findUserWithOrganisation(database, userId)
  return user ? accessOf(database, user) : null
}

/** Whom a session lets in now; null when it has ended, or they are blocked. */
export async function loadSessionAccess(database: Database, clock: Clock, sessionId: string): Promise<Access | null> {
  const user = await findSessionUser(database, sessionId, clock.now())
  return user ? accessOf(database, user) : null
}

/** One query for whoever sees all customers, two for others: first the version, so that what comes second is no older. */
async function accessOf(database: Database, user: UserWithOrganisation): Promise<Access | null> {
  if (user.status !== 'active') return null
  const kind = user.organisation_kind
  return {
    permissions: permissionsOf(kind, user),
    scope: user.scope === 'all' ? everyCustomer : await readScope(database, user.id, user.scope),
    userId: user.id,
    email: user.email,
    emailVerified: user.email_verified_at !== null,
    firstName: user.first_name,
    lastName: user.last_name,
    personName: fullName(user.first_name, user.last_name),
    role: user.role,
    organisationId: user.organisation_id,
    organisationKind: kind,
    organisationName: user.organisation_name,
    accessVersion: user.access_version,
    wholeVersion: user.whole_version,
    locale: user.locale,
    knownSince: user.created_at,
  }
}

/** What somebody's role lets them do: a built-in one, or their organisation's own. */
export function permissionsOf(
  kind: OrganisationKind,
  { role, role_permissions }: Pick<UserWithOrganisation, 'role' | 'role_permissions'>,
): ReadonlySet<Permission> {
  if (role_permissions === null) return builtInPermissions(kind, role)
  return ownRolePermissions(kind, JSON.parse(role_permissions) as string[])
}

/** As {@link loadSessionAccess}. Throws Refusal: signed-out. */
export async function requireSessionAccess(database: Database, clock: Clock, sessionId: string): Promise<Access> {
  const access = await loadSessionAccess(database, clock, sessionId)
  if (!access) throw new Refusal('signed-out')
  return access
}

/** As {@link loadAccess}. Throws Refusal: signed-out. */
export async function requireAccess(database: Database, userId: UserId): Promise<Access> {
  const access = await loadAccess(database, userId)
  if (!access) throw new Refusal('signed-out')
  return access
}

/** Which services have consoles at addresses of their own (S1). */
interface KnowsConsoles {
  config: { consoles: ReadonlyMap<ServiceId, unknown> }
}

/** Who is signed in, as the device may keep it. */
export function signedInUser({ config }: KnowsConsoles, access: Access): SignedInUser {
  return {
    id: access.userId,
    email: access.email,
    emailVerified: access.emailVerified,
    firstName: access.firstName,
    lastName: access.lastName,
    role: access.role,
    permissions: [...access.permissions],
    ...(config.consoles.size > 0 && { ownConsoles: [...config.consoles.keys()] }),
    locale: access.locale,
    organisationId: access.organisationId,
    organisationName: access.organisationName,
    organisationKind: access.organisationKind,
  }
}

export function relationshipFacts(row: Relationship): RelationshipFacts {
  return {
    id: row.id,
    mspId: row.msp_id,
    customerId: row.customer_id,
    status: row.status,
    managementType: row.management_type,
    adminsGranted: row.admins_granted_at !== null,
  }
}

/**
 * The relationship, if this user may see it now; `lock` holds it for a decision. Throws Refusal:
 * `relationship-ended` to those whose it was, `no-open-request` or `no-longer-possible` to those who could have answered it, `not-permitted` to everybody else, known id or not.
 */
export async function requireRelationship(
  database: Database,
  access: Access,
  id: RelationshipId,
  options: { lock: boolean },
): Promise<Relationship> {
  const row = await findRelationship(database, id, options)
  if (!row) throw new Refusal('not-permitted')
  const facts = relationshipFacts(row)
  if (can(access, 'view', { type: isRequest(row) ? 'request' : 'relationship', ...facts })) return row
  // Who could answer it, may know that it is over.
  if (isRequest(row) && can(access, 'view', { type: 'request', ...facts, status: 'pending' }))
    throw new Refusal(row.status === 'no-longer-possible' ? 'no-longer-possible' : 'no-open-request')
  const wasTheirs = sideOf(access, facts) !== null && isInScope(access.scope, facts.customerId) && row.ended_at !== null
  throw new Refusal(wasTheirs ? 'relationship-ended' : 'not-permitted')
}
