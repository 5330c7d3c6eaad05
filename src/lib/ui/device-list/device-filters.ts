import type { DeviceStatus } from '#shared/domain/device/device.ts'
import { parseSort, writeSort, type TableSort } from '../table/columns.ts'
import { allDeviceColumns, type DeviceColumnId } from './device-columns.ts'
import type { DeviceRowView } from './device-row.ts'

/** Everything that decides which devices a list shows; lives in the URL. */
export interface DeviceFilters {
  text: string
  status: DeviceStatus[]
  /** Customers, each by its relationship; {@link ownStock}: the MSP's own. */
  customer: string[]
  /** Links of resellers: to an MSP's or a customer's page the reseller, to a reseller's whom it uploaded to. */
  reseller: string[]
  /** Of KME, by their ids; {@link noneOf}: without one. */
  profile: string[]
  /** Of KAI, by their ids; {@link noneOf}: in no group. */
  group: string[]
  /** Seats, by the ids of the shares that devices use; {@link noneOf}: without a license. */
  license: string[]
  /** Uploads, by their ids: what one act brought. */
  upload: string[]
  /** Null: by identifier, or best match first while searching. */
  sort: TableSort<DeviceColumnId> | null
}

export const deviceFilterNames = ['status', 'customer', 'reseller', 'profile', 'group', 'license', 'upload'] as const
export type DeviceFilterName = (typeof deviceFilterNames)[number]

export const deviceStatuses = ['pending', 'approved'] as const satisfies readonly DeviceStatus[]
export const ownStock = 'own'
export const noneOf = 'none'

export const noDeviceFilters: DeviceFilters = {
  text: '',
  status: [],
  customer: [],
  reseller: [],
  profile: [],
  group: [],
  license: [],
  upload: [],
  sort: null,
}

/** Reads `?q=&status=&customer=&reseller=&profile=&group=&license=&upload=&sort=-added`; what it doesn't know it leaves out. */
export function parseDeviceFilters(search: string): DeviceFilters {
  const query = new URLSearchParams(search)
  const all = (name: DeviceFilterName) => [...new Set(query.getAll(name).filter(Boolean))]
  return {
    text: query.get('q') ?? '',
    status: deviceStatuses.filter((status) => all('status').includes(status)),
    customer: all('customer'),
    reseller: all('reseller'),
    profile: all('profile'),
    group: all('group'),
    license: all('license'),
    upload: all('upload'),
    sort: parseSort(allDeviceColumns, query.get('sort')),
  }
}

/** The query for a URL, `?` included; empty when nothing is chosen. */
export function writeDeviceFilters(filters: DeviceFilters): string {
  const query = new URLSearchParams()
  if (filters.text.trim()) query.set('q', filters.text)
  for (const name of deviceFilterNames) for (const value of filters[name]) query.append(name, value)
  if (filters.sort) query.set('sort', writeSort(filters.sort))
  const text = query.toString()
  return text && `?${text}`
}

export function countDeviceFilters(filters: DeviceFilters): number {
  return deviceFilterNames.reduce((sum, name) => sum + filters[name].length, 0)
}

/** Any of the values within a filter, all of the filters together. */
export function applyDeviceFilters<Row extends DeviceRowView>(
  rows: readonly Row[],
  filters: DeviceFilters,
): readonly Row[] {
  if (countDeviceFilters(filters) === 0) return rows
  const [statuses, customers, resellers, profiles, groups, licences, uploads] = deviceFilterNames.map(
    (name) => new Set<string>(filters[name]),
  )
  return rows.filter(
    (row) =>
      (statuses!.size === 0 || statuses!.has(row.status)) &&
      (customers!.size === 0 || customers!.has(row.relationshipId ?? ownStock)) &&
      (resellers!.size === 0 || resellers!.has(row.linkId)) &&
      (profiles!.size === 0 || profiles!.has(row.profileId ?? noneOf)) &&
      (groups!.size === 0 || groups!.has(row.groupId ?? noneOf)) &&
      (licences!.size === 0 || licences!.has(row.licenceShareId ?? noneOf)) &&
      (uploads!.size === 0 || uploads!.has(row.uploadId)),
  )
}

export function toggleDeviceFilter(filters: DeviceFilters, name: DeviceFilterName, value: string): DeviceFilters {
  const values: string[] = filters[name]
  return { ...filters, [name]: values.includes(value) ? values.filter((each) => each !== value) : [...values, value] }
}
