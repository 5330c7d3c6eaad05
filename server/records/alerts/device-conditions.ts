import type { AppCrashes, DeviceConditionRecord } from '#shared/domain/alert/alert.ts'
import { deviceConditionKind } from '#shared/records/alerts/device-condition.ts'
import { visibleConditions } from '../../database/reading/visible-alerts.ts'
import { relationshipsOf } from '../../database/reading/visible-devices.ts'
import type { DeviceConditionTable } from '../../database/tables/alert-tables.ts'
import { pagesById } from '../paging/pages-by-id.ts'
import type { Reading, RecordSource } from '../record-source.ts'

async function build(
  { database, access }: Reading,
  rows: readonly DeviceConditionTable[],
): Promise<DeviceConditionRecord[]> {
  const relationshipOf = await relationshipsOf(database, access, rows)
  return rows.map((row) => ({
    id: row.id,
    relationshipId: relationshipOf(row.organisation_id),
    customerId: row.organisation_id,
    batteryLevel: row.battery_level,
    batteryHealth: row.battery_health,
    signal: row.signal,
    droppedConnections: row.dropped_connections,
    apps: JSON.parse(row.apps) as AppCrashes[],
    at: row.at,
  }))
}

export const deviceConditions: RecordSource<DeviceConditionRecord> = {
  kind: deviceConditionKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleConditions(reading.database, reading.access).where(
        'device_condition.id',
        '>',
        last as never,
      )
      return build(reading, await behind.orderBy('device_condition.id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleConditions(reading.database, reading.access).where('device_condition.id', 'in', ids as never)
    return build(reading, await asked.execute())
  },
}
