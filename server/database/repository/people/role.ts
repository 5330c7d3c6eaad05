/** Roles that an organisation made for itself, and its groups of customers. */
import type { Kysely } from 'kysely'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { GroupId, OrganisationId, RoleId, UserId } from '#shared/domain/ids.ts'
import { customerGroupKind } from '#shared/records/customer-group.ts'
import { roleKind } from '#shared/records/role.ts'
import { inChunks } from '../../in-chunks.ts'
import type { CustomerGroupTable, RoleTable, Schema } from '../../schema.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { publishToManager } from '../relationship.ts'

type OfOrganisation<Row extends { id: string; organisation_id: OrganisationId }> = Pick<Row, 'id' | 'organisation_id'>

/** Tells the organisation's devices, and those of an MSP that manages its team, what became of a role; its row may be gone when they ask. */
export async function publishRole(
  unit: Pick<UnitOfWork, 'publish' | 'trx'>,
  { id, organisation_id }: OfOrganisation<RoleTable>,
): Promise<void> {
  unit.publish({ organisationId: organisation_id, collection: roleKind.name, key: id, root: '' })
  await publishToManager(unit, organisation_id)
}

export function publishGroup(
  unit: Pick<UnitOfWork, 'publish'>,
  { id, organisation_id }: OfOrganisation<CustomerGroupTable>,
): void {
  unit.publish({ organisationId: organisation_id, collection: customerGroupKind.name, key: id, root: '' })
}

export async function findRole(database: Kysely<Schema>, id: RoleId): Promise<RoleTable | undefined> {
  return database.selectFrom('role').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listRoles(database: Kysely<Schema>, organisationId: OrganisationId): Promise<RoleTable[]> {
  return database.selectFrom('role').selectAll().where('organisation_id', '=', organisationId).orderBy('id').execute()
}

export async function listGroups(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
): Promise<CustomerGroupTable[]> {
  return database
    .selectFrom('customer_group')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('id')
    .execute()
}

export async function insertRole(
  database: Kysely<Schema>,
  role: Omit<RoleTable, 'permissions' | 'version' | 'decided_at'> & {
    permissions: readonly string[]
    decided_at?: number
  },
): Promise<void> {
  await database
    .insertInto('role')
    .values({ version: 1, decided_at: null, ...role, permissions: JSON.stringify(role.permissions) })
    .execute()
}

export async function saveRolePermissions(
  database: Kysely<Schema>,
  id: RoleId,
  permissions: readonly Permission[],
): Promise<void> {
  await database
    .updateTable('role')
    .set({ permissions: JSON.stringify(permissions) })
    .where('id', '=', id)
    .execute()
}

export async function listPeopleInRole(database: Kysely<Schema>, id: RoleId): Promise<UserId[]> {
  const rows = await database.selectFrom('user').select('id').where('role_id', '=', id).orderBy('id').execute()
  return rows.map((row) => row.id)
}

export async function insertGroup(
  database: Kysely<Schema>,
  group: Omit<CustomerGroupTable, 'version' | 'decided_at'> & { decided_at?: number },
): Promise<void> {
  await database
    .insertInto('customer_group')
    .values({ version: 1, decided_at: null, ...group })
    .execute()
}

export async function findGroupMembers(database: Kysely<Schema>, id: GroupId): Promise<OrganisationId[]> {
  const rows = await database
    .selectFrom('customer_group_member')
    .select('customer_id')
    .where('group_id', '=', id)
    .execute()
  return rows.map(({ customer_id }) => customer_id)
}

export async function saveGroupMembers(
  database: Kysely<Schema>,
  group: Pick<CustomerGroupTable, 'id' | 'organisation_id'>,
  customerIds: readonly OrganisationId[],
): Promise<void> {
  await database.deleteFrom('customer_group_member').where('group_id', '=', group.id).execute()
  const members = [...new Set(customerIds)].map((customer_id) => ({
    organisation_id: group.organisation_id,
    group_id: group.id,
    customer_id,
  }))
  for (const rows of inChunks(members)) await database.insertInto('customer_group_member').values(rows).execute()
}

type Decided = Pick<RoleTable | CustomerGroupTable, 'name' | 'version' | 'decided_at'>

export async function saveRoleName(database: Kysely<Schema>, id: RoleId, decided: Decided): Promise<void> {
  await database.updateTable('role').set(decided).where('id', '=', id).execute()
}

export async function deleteRoleRow(database: Kysely<Schema>, id: RoleId): Promise<void> {
  await database.deleteFrom('role').where('id', '=', id).execute()
}

export async function listDecidedRoles(database: Kysely<Schema>): Promise<RoleTable[]> {
  return database.selectFrom('role').selectAll().where('decided_at', 'is not', null).orderBy('id').execute()
}

export async function findGroup(database: Kysely<Schema>, id: GroupId): Promise<CustomerGroupTable | undefined> {
  return database.selectFrom('customer_group').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function saveGroupName(database: Kysely<Schema>, id: GroupId, decided: Decided): Promise<void> {
  await database.updateTable('customer_group').set(decided).where('id', '=', id).execute()
}

export async function deleteGroupRows(database: Kysely<Schema>, id: GroupId): Promise<void> {
  await database.deleteFrom('customer_group_member').where('group_id', '=', id).execute()
  await database.deleteFrom('customer_group').where('id', '=', id).execute()
}

export async function listDecidedGroups(database: Kysely<Schema>): Promise<CustomerGroupTable[]> {
  return database.selectFrom('customer_group').selectAll().where('decided_at', 'is not', null).orderBy('id').execute()
}
