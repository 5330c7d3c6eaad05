import type { DeviceGroupRecord } from '#shared/domain/device/device-group.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { readManagersOf } from '../../database/repository/devices/device-group.ts'
import { relationshipsOf, visibleDeviceGroups } from '../../database/reading/visible-devices.ts'
import type { DeviceGroupTable } from '../../database/tables/device-tables.ts'
import type { Reading, RecordSource } from '../record-source.ts'
import { pagesById } from '../paging/pages-by-id.ts'

/** Who manages a group is told to the customer's own people only. */
async function build({ database, access }: Reading, rows: readonly DeviceGroupTable[]): Promise<DeviceGroupRecord[]> {
  const relationshipOf = await relationshipsOf(database, access, rows)
  const isOwn = access.organisationKind === 'customer'
  const managers = await readManagersOf(database, isOwn ? rows.map(({ id }) => id) : [])
  return rows.map(({ id, organisation_id: ownerId, name, version }) => ({
    id,
    relationshipId: relationshipOf(ownerId),
    ownerId,
    name,
    managers: managers.get(id) ?? [],
    version,
  }))
}

export const deviceGroups: RecordSource<DeviceGroupRecord> = {
  kind: deviceGroupKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleDeviceGroups(reading.database, reading.access).where('device_group.id', '>', last as never)
      return build(reading, await behind.orderBy('device_group.id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleDeviceGroups(reading.database, reading.access).where('device_group.id', 'in', ids as never)
    return build(reading, await asked.execute())
  },
}
