/** Roles that an organisation made for itself, and its groups of customers. */
import type { Kysely } from 'kysely'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { GroupId, OrganisationId, RoleId, UserId } from '#shared/domain/ids.ts'
import { inChunks } from '../in-chunks.ts'
import type { CustomerGroupTable, RoleTable, Schema } from '../schema.ts'

export async function insertRole(
  database: Kysely<Schema>,
  role: Omit<RoleTable, 'permissions'> & { permissions: readonly Permission[] },
): Promise<void> {
  await database
    .insertInto('role')
    .values({ ...role, permissions: JSON.stringify(role.permissions) })
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

export async function insertGroup(database: Kysely<Schema>, group: CustomerGroupTable): Promise<void> {
  await database.insertInto('customer_group').values(group).execute()
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
