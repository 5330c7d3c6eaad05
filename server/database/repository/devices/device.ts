import type { Kysely } from 'kysely'
import type { DeviceIdentifiers } from '#shared/domain/device/device.ts'
import type { DeviceId, OrganisationId, UploadId } from '#shared/domain/ids.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Schema } from '../../schema.ts'
import type { DeviceIdentifierTable, DeviceTable } from '../../tables/device-tables.ts'

/** Parameters of one statement, few enough for either database. */
const idsPerStatement = 1000

/** In order of id, which is the order in which rows are locked; fewer where some aren't there. */
export async function findDevices(database: Kysely<Schema>, ids: readonly DeviceId[]): Promise<DeviceTable[]> {
  const found: DeviceTable[] = []
  for (const slice of inChunks([...ids].toSorted(), idsPerStatement))
    found.push(...(await database.selectFrom('device').selectAll().where('id', 'in', slice).orderBy('id').execute()))
  return found
}

/** Which of this owner's devices are known by any of these. */
export async function findByIdentifiers(
  database: Kysely<Schema>,
  ownerId: OrganisationId,
  identifiers: readonly Pick<DeviceIdentifierTable, 'kind' | 'value'>[],
): Promise<DeviceId[]> {
  const rows = await database
    .selectFrom('device_identifier')
    .select('device_id')
    .where('organisation_id', '=', ownerId)
    .where(({ and, eb, or }) =>
      or(identifiers.map(({ kind, value }) => and([eb('kind', '=', kind), eb('value', '=', value)]))),
    )
    .execute()
  return rows.map(({ device_id }) => device_id)
}

export async function findDevicesOfUpload(database: Kysely<Schema>, id: UploadId): Promise<DeviceTable[]> {
  return database.selectFrom('device').selectAll().where('upload_id', '=', id).orderBy('id').execute()
}

export async function updateDevices(
  database: Kysely<Schema>,
  ids: readonly DeviceId[],
  columns: Partial<DeviceTable>,
): Promise<void> {
  for (const slice of inChunks(ids, idsPerStatement))
    await database.updateTable('device').set(columns).where('id', 'in', slice).execute()
}

/** With what they are known by: somebody else's upload may bring them again. */
export async function deleteDevices(database: Kysely<Schema>, ids: readonly DeviceId[]): Promise<void> {
  for (const slice of inChunks(ids, idsPerStatement)) {
    await database.deleteFrom('device_identifier').where('device_id', 'in', slice).execute()
    await database.deleteFrom('device').where('id', 'in', slice).execute()
  }
}

/** What they are known by goes with them. */
export async function moveIdentifiers(
  database: Kysely<Schema>,
  ids: readonly DeviceId[],
  to: OrganisationId,
): Promise<void> {
  for (const slice of inChunks(ids, idsPerStatement))
    await database
      .updateTable('device_identifier')
      .set({ organisation_id: to })
      .where('device_id', 'in', slice)
      .execute()
}

/** What one device is known by, as rows. */
export function identifiersOf(
  { id, organisation_id }: Pick<DeviceTable, 'id' | 'organisation_id'>,
  identifiers: DeviceIdentifiers,
): DeviceIdentifierTable[] {
  return (['imei', 'meid', 'serial'] as const)
    .filter((kind) => identifiers[kind] !== '')
    .map((kind) => ({ organisation_id, device_id: id, kind, value: identifiers[kind] }))
}
