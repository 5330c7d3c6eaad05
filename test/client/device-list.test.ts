import { describe, expect, it } from 'vitest'
import { checkDigitOf } from '#shared/domain/device/device-identifier.ts'
import type { DeviceRecord } from '#shared/domain/device/device.ts'
import type { DeviceId, OrganisationId, RelationshipId, ResellerLinkId, UploadId } from '#shared/domain/ids.ts'
import { ListIndex } from '#lib/list/list-index.ts'
import type { OutboxItem } from '#lib/local-store/outbox-item.ts'
import { listOfDevices } from '#lib/queries/devices/list-of-devices.ts'
import { DeviceSearch } from '#lib/queries/devices/search-devices.ts'
import type { DeviceListRow } from '#lib/queries/devices/device-row.ts'
import { deviceColumns } from '#lib/ui/device-list/device-columns.ts'
import {
  applyDeviceFilters,
  noDeviceFilters,
  parseDeviceFilters,
  toggleDeviceFilter,
  writeDeviceFilters,
} from '#lib/ui/device-list/device-filters.ts'
import { writeDevicesCsv } from '#lib/ui/device-list/devices-csv.ts'
import { sortRows } from '#lib/ui/table/sort-rows.ts'
import { seededRandom } from '../support/seeded.ts'

const count = 100_000
const random = seededRandom(17)
const models = ['SM-S926B', 'SM-X306B', 'SM-A556B', 'SM-G736B']
const customers = Array.from({ length: 300 }, (_, n) => `customer-${String(n).padStart(3, '0')}` as RelationshipId)
const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!

function device(number: number): DeviceRecord {
  const isTablet = number % 10 === 0
  return {
    id: `device-${String(number).padStart(6, '0')}` as DeviceId,
    relationshipId: number % 4 === 0 ? null : pick(customers),
    ownerId: '1234567890' as OrganisationId,
    linkId: pick(['link-1', 'link-2']) as ResellerLinkId,
    uploadId: 'upload' as UploadId,
    imei: isTablet ? '' : String(350_000_000_000_000 + number * 7919),
    meid: number % 25 === 1 ? `A${String(number).padStart(13, '0')}` : '',
    serial: `R5${String(number * 31).padStart(9, '0')}`,
    model: models[number % models.length]!,
    orderNumber: `PO-${number % 500}`,
    orderDate: '2026-11-02',
    status: number % 3 === 0 ? 'pending' : 'approved',
    movedByMsp: number % 5 === 0,
    profileId: null,
    licenceShareId: null,
    groupId: null,
    addedAt: 1_700_000_000_000 + Math.floor(random() * 1e9),
  }
}

const records = Array.from({ length: count }, (_, number) => device(number))
const index = new ListIndex(listOfDevices, 0)
for (let start = 0; start < count; start += 512)
  index.absorb({ generation: 1, records: records.slice(start, start + 512) })
index.publish()

const nobody: ReadonlySet<RelationshipId> = new Set()
const ids = (rows: readonly DeviceListRow[]) => rows.map(({ id }) => id)
const search = (text: string, owners = nobody) =>
  ids(new DeviceSearch<DeviceListRow>().find(index.rows, text, owners, 'best'))

describe('A hundred thousand devices', () => {
  it('[M22] are in order of what each is called by', () => {
    const names = index.rows.map(({ sortName }) => sortName)
    expect(names).toHaveLength(count)
    expect(names).toEqual(records.map(({ imei, meid, serial }) => (imei || meid || serial).toLowerCase()).toSorted())
  })

  it('[M22] are found by IMEI, MEID, serial number, model and order number, the whole one first', () => {
    const wanted = records[26_851]!
    expect(search(wanted.imei)).toEqual([wanted.id])
    expect(search(wanted.imei.slice(0, 14))).toContain(wanted.id)
    expect(search(wanted.serial.toLowerCase())[0]).toBe(wanted.id)
    const withMeid = records[26_851 - 1 + (25 - ((26_851 - 1) % 25)) + 1]!
    expect(withMeid.meid).not.toBe('')
    expect(search(withMeid.meid)).toEqual([withMeid.id])
    const tablet = records[500]!
    expect(search(tablet.serial)).toEqual([tablet.id])
    const ofOrder = records.filter(({ orderNumber, model }) => orderNumber === 'PO-417' && model === models[1])
    expect(new Set(search('po-417 sm-x306b'))).toEqual(new Set(ofOrder.map(({ id }) => id)))
    expect(search('no such thing')).toEqual([])
  })

  it('[M22] are found by an IMEI with its dashes and blanks, and by a MEID in decimal digits', () => {
    const withMeid = records.findIndex(({ meid }) => meid !== '')
    const known = new ListIndex(listOfDevices, 0)
    const [imei, meid] = [`35397530565210${checkDigitOf('35397530565210')}`, 'A000000001E240']
    const rows = [
      { ...records[0]!, id: 'imei' as DeviceId, imei, meid: '', serial: '' },
      { ...records[withMeid]!, id: 'meid' as DeviceId, imei: '', meid, serial: '' },
    ]
    known.absorb({ generation: 1, records: rows })
    known.publish()
    const found = (text: string) => ids(new DeviceSearch<DeviceListRow>().find(known.rows, text, nobody, 'best'))
    for (const text of [`35-397530-565210-${imei[14]}`, `35 397530 565210 ${imei[14]}`, '35-397530-565210'])
      expect(found(text)).toEqual(['imei'])
    for (const text of ['268435456000123456', 'a0 0000 0001 E240']) expect(found(text)).toEqual(['meid'])
  })

  it('[M22] are found by the name of the customer whose they are, behind those whose own texts fit', () => {
    const theirs = records.filter(({ relationshipId }) => relationshipId === customers[7])
    expect(new Set(search('acme', new Set([customers[7]!])))).toEqual(new Set(theirs.map(({ id }) => id)))
    const found = search('sm-a556b', new Set([customers[7]!]))
    const own = records.filter(({ model }) => model === 'SM-A556B').length
    expect(found).toHaveLength(own + theirs.filter(({ model }) => model !== 'SM-A556B').length)
  })

  it('[M22] are sorted by every column as comparing sorts them, equal ones as they were', () => {
    const names = new Map(customers.map((id, n) => [id, `Company ${(n * 7) % 300}`]))
    const companyOf = ({ relationshipId }: { relationshipId: RelationshipId | null }) =>
      relationshipId === null ? '' : names.get(relationshipId)!
    const columns = deviceColumns({
      companyOf,
      resellerOf: ({ linkId }) => linkId,
      profileOf: ({ profileId }) => profileId ?? '',
      groupOf: ({ groupId }) => groupId ?? '',
      licenceOf: ({ licenceShareId }) => licenceShareId ?? '',
    })
    const keys: Record<
      'model' | 'company' | 'reseller' | 'status' | 'order' | 'added',
      (row: DeviceListRow) => string | number
    > = {
      model: (row) => row.model,
      company: companyOf,
      reseller: (row) => row.linkId,
      status: (row) => row.status,
      order: (row) => row.orderNumber,
      added: (row) => row.addedAt,
    }
    for (const [column, key] of Object.entries(keys) as [
      keyof typeof keys,
      (row: DeviceListRow) => string | number,
    ][]) {
      for (const descending of [false, true]) {
        const expected = index.rows.toSorted((left, right) => {
          const [one, other] = [key(left), key(right)]
          return one === other ? 0 : one < other !== descending ? -1 : 1
        })
        const sorted = sortRows(columns, index.rows, { column, descending })
        expect(
          sorted.every((row, place) => row === expected[place]),
          `${column} ${descending}`,
        ).toBe(true)
      }
    }
  })

  it('[M22] show at once what waits: moved ones as the customer’s, deleted ones not at all', () => {
    const [moved, deleted] = [records[4]!, records[8]!]
    const item = (id: string, patch: object | null) =>
      ({ state: 'queued', foretells: [{ kind: 'device', id, patch }], predictions: [] }) as unknown as OutboxItem
    const before = index.rows
    index.layItems([
      item(moved.id, { relationshipId: customers[0], movedByMsp: true, status: 'pending' }),
      item(deleted.id, null),
    ])
    expect(index.rows).toHaveLength(count - 1)
    expect(index.find(moved.id)).toMatchObject({ relationshipId: customers[0], movedByMsp: true, waiting: true })
    expect(ids(index.rows)).not.toContain(deleted.id)
    const refused = {
      ...item(moved.id, { relationshipId: customers[0] }),
      state: 'refused',
      code: 'not-permitted',
    } as OutboxItem
    index.layItems([refused])
    expect(index.find(moved.id)).toMatchObject({ relationshipId: null, refused: 'not-permitted', waiting: false })
    index.layItems([])
    expect(index.rows).toBe(before)
  })

  it('[M22] know which customers and resellers there are, and filters live in the address', () => {
    expect(index.choices.customers).toEqual([...customers, 'own'])
    expect(index.choices.links).toEqual(['link-1', 'link-2'])
    const filters = { ...noDeviceFilters, text: '35 00', status: ['pending' as const], customer: ['own'] }
    expect(parseDeviceFilters(writeDeviceFilters(filters))).toEqual(filters)
    expect(parseDeviceFilters('?status=lost&sort=-nothing')).toEqual(noDeviceFilters)
    const found = applyDeviceFilters(index.rows, filters)
    expect(found).toHaveLength(
      records.filter(({ status, relationshipId }) => status === 'pending' && !relationshipId).length,
    )
    expect(toggleDeviceFilter(filters, 'customer', 'own').customer).toEqual([])
  })
})

describe('A file of devices', () => {
  it('[M22] keeps every digit in a spreadsheet, and runs as no formula', async () => {
    const [first] = index.rows
    const row = Object.assign(Object.create(null), {
      ...{ id: first!.id, sortName: '', identifier: '', pending: false, waiting: false, refused: null },
      ...{ imei: '353397530565210', meid: '35E12345678901', serial: 'R58M30ABCDE', model: '=1+1', orderNumber: '@cmd' },
      ...{ orderDate: '2026-11-02', status: 'pending', movedByMsp: true, addedAt: 0, relationshipId: null },
    })
    const parties = {
      companyOf: () => '=HYPERLINK("x")',
      resellerOf: () => 'North',
      profileOf: () => '=MARK-PROFILE',
      groupOf: () => '=MARK-GROUP',
      licenceOf: () => 'Fleet',
    }
    const file = await writeDevicesCsv([row], parties, (column) => ['company', 'profile', 'group'].includes(column))
    const [heads, line] = (await file.text()).split('\r\n')
    expect(heads).toContain('Customer')
    expect(heads).not.toContain('Reseller')
    expect(heads).toContain('Device group')
    expect(heads).toContain('Profile')
    expect(heads).not.toContain('License')
    for (const mark of ['PROFILE', 'GROUP']) expect(line).toContain(`'=MARK-${mark}`)
    expect(line).toContain(`'353397530565210`)
    expect(line).toContain(`'35E12345678901`)
    expect(line).toContain('R58M30ABCDE')
    expect(line).not.toMatch(/(^|[,;"])[=@]/)
  })
})
