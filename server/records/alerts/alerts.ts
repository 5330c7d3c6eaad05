import type { AlertRecord } from '#shared/domain/alert/alert.ts'
import { alertKind } from '#shared/records/alerts/alert.ts'
import { visibleAlerts } from '../../database/reading/visible-alerts.ts'
import type { AlertTable } from '../../database/tables/alert-tables.ts'
import { pagesById } from '../paging/pages-by-id.ts'
import type { Reading, RecordSource } from '../record-source.ts'

const build = ({ access }: Reading, row: AlertTable): AlertRecord => ({
  id: row.id,
  relationshipId: access.organisationKind === 'msp' ? row.relationship_id : null,
  customerId: row.customer_id,
  deviceId: row.device_id,
  device: row.device,
  category: row.category,
  title: row.title,
  text: row.text,
  at: row.at,
})

export const alerts: RecordSource<AlertRecord> = {
  kind: alertKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleAlerts(reading.database, reading.access).where('alert.id', '>', last)
      return (await behind.orderBy('alert.id').limit(most).execute()).map((row) => build(reading, row))
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleAlerts(reading.database, reading.access).where('alert.id', 'in', ids)
    return (await asked.execute()).map((row) => build(reading, row))
  },
}
