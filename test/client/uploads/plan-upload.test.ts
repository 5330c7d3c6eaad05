import { describe, expect, it } from 'vitest'
import { commonOrderNumber, planUpload } from '#lib/commands/uploads/plan-upload.ts'
import type { DeviceRow } from '#shared/domain/device/device-row.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'

const [acme, zenith] = ['1000000001', '1000000002'] as OrganisationId[]
const device = (row: number, party = '', orderNumber = 'PO-1'): DeviceRow => ({
  row,
  imei: `3533975305652${row}`,
  meid: '',
  serial: '',
  model: '',
  orderNumber,
  orderDate: '',
  party,
})
const nothingBefore = () => false

describe('What of a file goes to whom', () => {
  it('[R5] all to one customer, but what names another', () => {
    const rows = [device(2), device(3, acme), device(4, zenith)]
    const plan = planUpload(rows, { partyId: acme!, isUploaded: nothingBefore })
    expect([...plan.targets]).toEqual([[acme, rows.slice(0, 2)]])
    expect(plan.troubles).toEqual([{ row: 4, code: 'other-party', column: 'party', value: zenith, earlier: null }])
  })

  it('[R5] to several by their column, but what names nobody', () => {
    const rows = [device(2, acme), device(3, zenith), device(4), device(5, acme)]
    const plan = planUpload(rows, { partyId: null, isUploaded: nothingBefore })
    expect([...plan.targets].map(([id, those]) => [id, those.map(({ row }) => row)])).toEqual([
      [acme, [2, 5]],
      [zenith, [3]],
    ])
    expect(plan.troubles).toMatchObject([{ row: 4, code: 'no-party' }])
  })

  it('[R5] what was uploaded there before isn’t sent again, elsewhere it is', () => {
    const rows = [device(2, acme), device(3, zenith)]
    const isUploaded = (partyId: OrganisationId) => partyId === acme
    const plan = planUpload(rows, { partyId: null, isUploaded })
    expect([[...plan.targets.keys()], plan.repeated]).toEqual([[zenith], 1])
  })

  it('[R5] an order number that all rows have is proposed', () => {
    expect(commonOrderNumber([device(2), device(3)])).toBe('PO-1')
    expect(commonOrderNumber([device(2), device(3, '', 'PO-2')])).toBe('')
  })
})
