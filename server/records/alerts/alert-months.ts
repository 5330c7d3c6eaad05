import type { AlertMonthRecord } from '#shared/domain/alert/alert.ts'
import { alertMonthKind } from '#shared/records/alerts/alert-month.ts'
import { visibleAlertMonths } from '../../database/reading/visible-alerts.ts'
import type { AlertMonthTable } from '../../database/tables/alert-tables.ts'
import { pagesById } from '../paging/pages-by-id.ts'
import type { Reading, RecordSource } from '../record-source.ts'

const build = ({ access }: Reading, row: AlertMonthTable): AlertMonthRecord => ({
  id: row.id,
  relationshipId: access.organisationKind === 'msp' ? row.relationship_id : null,
  customerId: row.customer_id,
  month: row.month,
  counts: JSON.parse(row.counts) as AlertMonthRecord['counts'],
})

export const alertMonths: RecordSource<AlertMonthRecord> = {
  kind: alertMonthKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleAlertMonths(reading.database, reading.access).where('alert_month.id', '>', last)
      return (await behind.orderBy('alert_month.id').limit(most).execute()).map((row) => build(reading, row))
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleAlertMonths(reading.database, reading.access).where('alert_month.id', 'in', ids)
    return (await asked.execute()).map((row) => build(reading, row))
  },
}
