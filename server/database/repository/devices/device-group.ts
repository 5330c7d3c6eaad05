import type { Kysely } from 'kysely'
import type { DeviceGroupId, DeviceId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Schema } from '../../schema.ts'
import type { DeviceGroupTable } from '../../tables/device-tables.ts'

export async function findDeviceGroup(
  database: Kysely<Schema>,
  id: DeviceGroupId,
): Promise<DeviceGroupTable | undefined> {
  return database.selectFrom('device_group').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function isDeviceGroupInUse(database: Kysely<Schema>, id: DeviceGroupId): Promise<boolean> {
  const device = database.selectFrom('device').select('id').where('group_id', '=', id).limit(1)
  return (await device.executeTakeFirst()) !== undefined
}

/** Group → its managers, in order; none of a group that has none. */
export async function readManagersOf(
  database: Kysely<Schema>,
  groups: readonly DeviceGroupId[],
): Promise<ReadonlyMap<DeviceGroupId, UserId[]>> {
  if (groups.length === 0) return new Map()
  const rows = await database
    .selectFrom('device_group_manager')
    .select(['group_id', 'user_id'])
    .where('group_id', 'in', groups)
    .orderBy('user_id')
    .execute()
  const found = Map.groupBy(rows, ({ group_id }) => group_id)
  return new Map([...found].map(([id, managers]) => [id, managers.map(({ user_id }) => user_id)]))
}

/** Who manages the group that this device of the customer's is in: whom alerts may name. */
export async function readManagersOfDevice(database: Kysely<Schema>, id: DeviceId): Promise<Set<UserId>> {
  const rows = await database
    .selectFrom('device')
    .innerJoin('device_group_manager', 'device_group_manager.group_id', 'device.group_id')
    .select('device_group_manager.user_id')
    .where('device.id', '=', id)
    .execute()
  return new Set(rows.map(({ user_id }) => user_id))
}

export async function saveManagers(
  database: Kysely<Schema>,
  { id, organisation_id }: Pick<DeviceGroupTable, 'id' | 'organisation_id'>,
  managers: readonly UserId[],
): Promise<void> {
  await database.deleteFrom('device_group_manager').where('group_id', '=', id).execute()
  const rows = managers.map((user_id) => ({ organisation_id, group_id: id, user_id }))
  if (rows.length > 0) await database.insertInto('device_group_manager').values(rows).execute()
}

/** Those of them who are people of the organisation now, in order. */
export async function findOwnPeople(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  ids: readonly UserId[],
): Promise<UserId[]> {
  if (ids.length === 0) return []
  const rows = await database
    .selectFrom('user')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('status', '=', 'active')
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
