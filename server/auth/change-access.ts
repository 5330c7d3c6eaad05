/**
 * Whatever changes who may see what: it happens here, in the caller's transaction, and raises the access version of
 * the people concerned and of nobody else (SYNC4). Whoever may see what they were never sent gets everything anew.
 */
import { consentPermission, type Permission } from '#shared/domain/access/permission.ts'
import { isInScope, type ScopeSetting } from '#shared/domain/access/scope.ts'
import type { GroupId, OrganisationId, RoleId, UserId } from '#shared/domain/ids.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { publishFormerCustomers } from '../database/repository/customer/former-relationship.ts'
import { publishHoldings } from '../database/repository/devices/holdings.ts'
import { publishLicencesOf } from '../database/repository/licences/publish.ts'
import { getOrganisation, holdOrganisation } from '../database/repository/organisation.ts'
import {
  listGrantsTo,
  listListedCustomers,
  publishCustomerTeam,
  type Relationship,
} from '../database/repository/relationship.ts'
import { mayKnowScopes } from '../database/reading/visible.ts'
import {
  listGroups,
  listPeopleInRole,
  publishGroup,
  saveGroupMembers,
  saveRolePermissions,
} from '../database/repository/people/role.ts'
import {
  allowCustomer,
  listPeopleNaming,
  listPeopleWithInScope,
  saveScope,
} from '../database/repository/people/scope.ts'
import { publishEndings } from '../database/repository/people/notification.ts'
import { listAsking, publishAsking } from '../database/repository/requests/asking-msp.ts'
import {
  findUser,
  listTeam,
  publishPerson,
  raiseAccessVersions,
  saveUserAccess,
  type DecidedOfUser,
} from '../database/repository/user.ts'
import type { UserTable } from '../database/schema.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import { loadAccess, type Access } from './access.ts'
import { viewOf } from './view.ts'

/** A relationship ended, or is shared from now on. People are locked after mails: call it last. */
export async function moveAccessTo(unit: UnitOfWork, relationship: Relationship): Promise<void> {
  await publishHoldings(unit, relationship)
  await (isManaging(relationship) ? giveAccessTo(unit, relationship) : endAccessTo(unit, relationship))
}

/** Its customer's people may see what they were never sent; its MSP's see what they saw. */
async function giveAccessTo({ trx }: UnitOfWork, { customer_id }: Relationship): Promise<void> {
  await raiseAccessVersions(trx, await listPeopleWithInScope(trx, customer_id, customer_id), { whole: true })
}

/** For everybody who saw it. Of a company that was managed alone nobody did: its people may see what they were never sent. */
async function endAccessTo({ trx }: UnitOfWork, { msp_id, customer_id, management_type }: Relationship): Promise<void> {
  await raiseAccessVersions(trx, await listPeopleWithInScope(trx, msp_id, customer_id))
  const whole = management_type === 'fully'
  await raiseAccessVersions(trx, await listPeopleWithInScope(trx, customer_id, customer_id), { whole })
}

/** Its MSP's people manage the customer's admins no more (C7). */
export async function endGrantTo({ trx }: UnitOfWork, { msp_id, customer_id }: Relationship): Promise<void> {
  await raiseAccessVersions(trx, await listPeopleWithInScope(trx, msp_id, customer_id))
}

/** Whoever sees only some customers sees the one they have just added (M20); its records come with the feed. */
export async function includeAddedCustomer(
  unit: UnitOfWork,
  { userId, organisationId, scope }: Access,
  customerId: OrganisationId,
): Promise<void> {
  if (scope.kind !== 'only') return
  const user = { id: userId, organisation_id: organisationId }
  await allowCustomer(unit.trx, user, customerId)
  await raiseAccessVersions(unit.trx, [userId])
  await publishPerson(unit, user)
}

export async function changeScope(unit: UnitOfWork, userId: UserId, scope: ScopeSetting): Promise<void> {
  const user = await getUser(unit, userId)
  await changing(
    unit,
    user.organisation_id,
    async () => [userId],
    () => saveScope(unit.trx, user, scope),
  )
  await publishPerson(unit, user)
}

/** Another role, built in or the organisation's own; or blocked, let in again, or of this organisation no more. */
export async function changePerson(unit: UnitOfWork, userId: UserId, changed: Partial<DecidedOfUser>): Promise<void> {
  const user = await getUser(unit, userId)
  await changing(
    unit,
    user.organisation_id,
    async () => [userId],
    () => saveUserAccess(unit.trx, userId, changed),
  )
  await publishPerson(unit, user)
}

export async function changeRole(
  unit: UnitOfWork,
  role: { id: RoleId; organisation_id: OrganisationId },
  permissions: readonly Permission[],
): Promise<void> {
  const people = () => listPeopleInRole(unit.trx, role.id)
  await changing(unit, role.organisation_id, people, () => saveRolePermissions(unit.trx, role.id, permissions))
}

export async function changeGroup(
  unit: UnitOfWork,
  group: { id: GroupId; organisation_id: OrganisationId },
  customerIds: readonly OrganisationId[],
): Promise<void> {
  const people = () => listPeopleNaming(unit.trx, group.id)
  await changing(unit, group.organisation_id, people, () => saveGroupMembers(unit.trx, group, customerIds))
}

async function getUser({ trx }: UnitOfWork, id: UserId): Promise<UserTable> {
  const user = await findUser(trx, id)
  if (!user) throw new Error('access of nobody')
  return user
}

/** One change of an organisation's access at a time: two that each see only their own would raise too little. */
async function changing(
  unit: UnitOfWork,
  organisationId: OrganisationId,
  listPeople: () => Promise<UserId[]>,
  change: () => Promise<void>,
): Promise<void> {
  const { trx } = unit
  await holdOrganisation(trx, organisationId)
  const people = await listPeople()
  const before = new Map<UserId, Access | null>()
  for (const id of people) before.set(id, await loadAccess(trx, id))
  await change()
  const { kind } = await getOrganisation(trx, organisationId)
  const accounts = kind === 'msp' ? await listListedCustomers(trx, organisationId) : [organisationId]
  const difference = { none: [] as UserId[], some: [] as UserId[], more: [] as UserId[] }
  let isOtherTeam = false
  for (const id of people) {
    const [former, now] = [before.get(id) ?? null, await loadAccess(trx, id)]
    const knowsOthers = former !== null && now !== null && knownTeam(former) !== knownTeam(now)
    const moved = compare(former, now, accounts)
    // An open lane asks anew what its person may see, also where that is other groups, or former customers, alone.
    difference[moved === 'none' && knowsOthers ? 'some' : moved].push(id)
    isOtherTeam ||= knowsOthers
    if (knowsOthers) await publishEndings(unit, id)
  }
  if (isOtherTeam) await publishTeam(unit, organisationId)
  await raiseAccessVersions(trx, difference.some)
  await raiseAccessVersions(trx, difference.more, { whole: true })
}

/** What somebody may know of colleagues' scopes, of groups, of customers' teams (C7) and of who asked (C12): these are no roots, so that the feed tells it anew. */
function knownTeam(access: Access): string {
  const seesAll = access.permissions.has('view') && access.scope.kind === 'all'
  return `${mayKnowScopes(access)} ${seesAll} ${holds(access, 'manage-admins-and-roles')} ${holds(access, consentPermission)}`
}

async function publishTeam(unit: UnitOfWork, organisationId: OrganisationId): Promise<void> {
  for (const person of await listTeam(unit.trx, organisationId)) await publishPerson(unit, person)
  for (const group of await listGroups(unit.trx, organisationId)) publishGroup(unit, group)
  for (const { id } of await listAsking(unit.trx, organisationId))
    publishAsking(unit, { organisation_id: organisationId, msp_id: id })
  await publishFormerCustomers(unit, organisationId)
  await publishLicencesOf(unit, organisationId)
  for (const granted of await listGrantsTo(unit.trx, organisationId)) publishCustomerTeam(unit, granted)
}

/** `more`: they may read what they could not, or hold what no list of ids takes from a device. */
function compare(before: Access | null, after: Access | null, accounts: readonly OrganisationId[]) {
  const isSame = (permission: Permission) => holds(before, permission) === holds(after, permission)
  if (!isSame('view') || !isSame('view-activity') || !isSame('view-location')) return 'more'
  // With it an MSP's people hold what is the MSP's own and goes with no customer.
  if (after?.organisationKind === 'msp' && !isSame('manage-devices')) return 'more'
  const sees = (access: Access | null, id: OrganisationId) =>
    access !== null && holds(access, 'view') && (access.organisationKind !== 'msp' || isInScope(access.scope, id))
  if (accounts.some((id) => sees(after, id) && !sees(before, id))) return 'more'
  const isLess = accounts.some((id) => sees(before, id) && !sees(after, id))
  // Also where that is nothing yet: an open lane reads by the scope it knows, and another customer may be added.
  const view = (access: Access | null) => access && viewOf(access)
  return isLess || view(before) !== view(after) ? 'some' : 'none'
}

function holds(access: Access | null, permission: Permission): boolean {
  return access !== null && access.permissions.has('view') && access.permissions.has(permission)
}
