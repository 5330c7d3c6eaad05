import { describe, expect, it } from 'vitest'
import { errorFile } from '#lib/ui/reseller/device-files.ts'
import { resellerCustomersCsv, uploadsCsv } from '#lib/ui/reseller/reseller-csv.ts'
import type { UploadRecord } from '#shared/domain/device/upload.ts'
import type { OrganisationId, ResellerLinkId, UploadId } from '#shared/domain/ids.ts'
import type { ResellerRow } from '#shared/domain/reseller/reseller-row.ts'

const row: ResellerRow = {
  linkId: 'link' as ResellerLinkId,
  partyId: '1000000001' as OrganisationId,
  name: '=HYPERLINK("x")',
  shownId: '2000000001' as OrganisationId,
  isMsp: true,
  ownName: '+Acme',
  reference: '@K-18',
  location: '-Leeds, GB',
  lastUploadedAt: Date.UTC(2026, 8, 14),
  uploads: 3,
  devices: 40,
  status: 'inactive',
}
const upload = {
  id: 'upload' as UploadId,
  orderNumber: '=1+1\nPO-1',
  orderDate: '2026-09-14',
  rows: 5,
  devices: 3,
  refused: 2,
  delivery: 'completed-with-error',
  state: 'pending',
  at: Date.UTC(2026, 8, 14),
} as UploadRecord

/** Cells that a spreadsheet would run. */
const runs = (text: string) => text.split(/\r\n|[,;]/).filter((cell) => /^"?[=+@-]/.test(cell))

describe('A reseller’s files', () => {
  it('[R3] of customers say who each is, where, since when and how it stands, and run as no formula', async () => {
    const text = await resellerCustomersCsv([row]).text()
    for (const words of ['@K-18', '+Acme', 'United Kingdom', '2026-09-14', ',3,40,', 'Inactive'])
      expect(text).toContain(words)
    expect(runs(text)).toEqual([])
  })

  it('[R4] of uploads have the reference and how each went, and run as no formula', async () => {
    const text = await uploadsCsv(row, [upload]).text()
    for (const words of ['@K-18', '2026-09-14,5,3,2,Completed with Error,Pending']) expect(text).toContain(words)
    expect(runs(text)).toEqual([])
  })

  it('[R5] of rows that are wrong give them back as they came, and run as no formula', async () => {
    const cells = { 3: ['=cmd', '3.51E+14'] }
    const said = { header: ['Serial', 'IMEI'], cells, rows: [], separator: ';' }
    const wrong = { row: 3, code: 'nothing', column: null, value: '', earlier: null } as const
    const text = await errorFile([wrong], said).text()
    expect(text).toContain('3.51E+14')
    expect(runs(text)).toEqual([])
  })
})
