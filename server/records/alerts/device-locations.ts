import type { DeviceLocationRecord } from '#shared/domain/alert/alert.ts'
import { deviceLocationKind } from '#shared/records/alerts/device-location.ts'
import { visibleLocations } from '../../database/reading/visible-alerts.ts'
import type { DeviceLocationTable } from '../../database/tables/alert-tables.ts'
import { pagesById } from '../paging/pages-by-id.ts'
import type { Reading, RecordSource } from '../record-source.ts'

const decimal = (text: string | null) => (text === null ? null : Number(text))

const build = (row: DeviceLocationTable): DeviceLocationRecord => ({
  id: row.id,
  customerId: row.organisation_id,
  deviceId: row.device_id,
  device: row.device,
  latitude: decimal(row.latitude),
  longitude: decimal(row.longitude),
  accuracy: decimal(row.accuracy),
  title: row.title,
  text: row.text,
  at: row.at,
})

/** Null for whoever isn't of a customer. */
function visible({ database, access }: Reading) {
  const { organisationKind } = access
  return organisationKind === 'customer' ? visibleLocations(database, { ...access, organisationKind }) : null
}

export const deviceLocations: RecordSource<DeviceLocationRecord> = {
  kind: deviceLocationKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visible(reading)?.where('device_location.id', '>', last)
      return ((await behind?.orderBy('device_location.id').limit(most).execute()) ?? []).map(build)
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    return ((await visible(reading)?.where('device_location.id', 'in', ids).execute()) ?? []).map(build)
  },
}
