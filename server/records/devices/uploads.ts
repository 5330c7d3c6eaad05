import type { RefusedRow, UploadRecord } from '#shared/domain/device/upload.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import { relationshipsOf, visibleUploads } from '../../database/reading/visible-devices.ts'
import type { Reading, RecordSource } from '../record-source.ts'
import { pagesById } from '../paging/pages-by-id.ts'

type Row = Awaited<ReturnType<ReturnType<typeof visibleUploads>['execute']>>[number]

async function build({ database, access }: Reading, rows: readonly Row[]): Promise<UploadRecord[]> {
  const relationshipOf = await relationshipsOf(database, access, rows)
  const isSender = access.organisationKind === 'reseller'
  return rows.map((row) => ({
    id: row.id,
    relationshipId: relationshipOf(row.organisation_id),
    ownerId: row.organisation_id,
    linkId: row.link_id,
    source: row.reseller_id === null ? 'msp' : 'reseller',
    fromName: row.sender_name ?? '',
    orderNumber: row.order_number,
    orderDate: row.order_date,
    rows: row.rows,
    arrived: row.arrived,
    devices: row.devices,
    refused: row.refused,
    refusedRows: isSender ? (JSON.parse(row.refused_rows) as RefusedRow[]) : [],
    delivery: row.delivery,
    state: row.state,
    at: row.at,
    decidedAt: row.decided_at,
    version: row.version,
  }))
}

export const uploads: RecordSource<UploadRecord> = {
  kind: uploadKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleUploads(reading.database, reading.access).where('device_upload.id', '>', last as never)
      return build(reading, await behind.orderBy('device_upload.id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleUploads(reading.database, reading.access).where('device_upload.id', 'in', ids as never)
    return build(reading, await asked.execute())
  },
}
