/** Alerts of an export, piece by piece, and for those of the customer who may see it where its devices were (M17, S2). */
import type { AlertCategory } from '#shared/domain/alert/alert-category.ts'
import type { Database } from '../../database/connection.ts'
import { readAlertsOf, readLocationsOf } from '../../database/repository/alerts/exported-alerts.ts'
import type { AccountExportTable } from '../../database/tables/former-relationship-table.ts'

interface Exported {
  database: Database
  marked: AccountExportTable
  /** The reader may see where devices are. */
  withLocation: boolean
  requireStill(): Promise<void>
}

export interface ExportedAlert {
  at: number
  category: AlertCategory
  device: string
  title: string
  text: string
  /** Of a location alone: degrees and metres, as they were told. */
  place?: { latitude: string | null; longitude: string | null; accuracy: string | null }
}

export async function* alertsOf(exported: Exported, atOnce: number): AsyncGenerator<ExportedAlert[]> {
  const { database, marked } = exported
  yield* inPieces(
    exported,
    (after) => readAlertsOf(database, marked, after, atOnce),
    (row) => ({
      ...toldIn(row),
      category: row.category,
    }),
  )
  const { side } = marked
  if (!exported.withLocation || side !== 'customer') return
  yield* inPieces(
    exported,
    (after) => readLocationsOf(database, { ...marked, side }, after, atOnce),
    (row) => ({
      ...toldIn(row),
      category: 'location',
      place: { latitude: row.latitude, longitude: row.longitude, accuracy: row.accuracy },
    }),
  )
}

const toldIn = ({ at, device, title, text }: Omit<ExportedAlert, 'category'>) => ({ at, device, title, text })

async function* inPieces<Row extends { at: number; id: string }>(
  { requireStill }: Exported,
  read: (after: { at: number; id: string } | null) => Promise<Row[]>,
  build: (row: Row) => ExportedAlert,
): AsyncGenerator<ExportedAlert[]> {
  for (let after: Row | null = null; ;) {
    await requireStill()
    const rows: Row[] = await read(after)
    if (rows.length === 0) return
    after = rows.at(-1)!
    yield rows.map(build)
  }
}
