import type { ListStatus } from '#shared/domain/customer-record.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { ManagementType } from '#shared/domain/relationship.ts'
import { parseSort, writeSort, type TableSort } from '../table/columns.ts'
import { columns, type ColumnId } from './customer-columns.ts'
import type { CustomerRowView } from './customer-row.ts'
import type { RowMarks } from './row-marks.ts'

export type CustomerSort = TableSort<ColumnId>

/** Everything that decides which customers the list shows; lives in the URL (M2). */
export interface CustomerFilters {
  text: string
  status: ListStatus[]
  type: ManagementType[]
  service: string[]
  tag: string[]
  /** Ids of groups of customers (M3). */
  group: string[]
  country: string[]
  /** Only what others changed since one was last there (H4). */
  unread: boolean
  /** Only one's own favourites (M2). */
  favourite: boolean
  /** Null: by name, or best match first while searching. */
  sort: CustomerSort | null
}

export const filterNames = ['status', 'type', 'service', 'tag', 'group', 'country'] as const
export type FilterName = (typeof filterNames)[number]

/** Filters that are on or off. */
export const markNames = ['unread', 'favourite'] as const
export type MarkName = (typeof markNames)[number]

/** The words a row can have: what is delinked or withdrawn is in no list. */
export const listStatuses = [
  'active',
  'invited',
  'invitation-expired',
  'invitation-declined',
  'pending',
  'rejected',
  'request-expired',
  'no-longer-possible',
  'delink-requested-by-msp',
  'delink-requested-by-customer',
] as const satisfies readonly ListStatus[]
const managementTypes = ['fully', 'jointly'] as const satisfies readonly ManagementType[]

export const noFilters: CustomerFilters = {
  text: '',
  status: [],
  type: [],
  service: [],
  tag: [],
  group: [],
  country: [],
  unread: false,
  favourite: false,
  sort: null,
}

function known<T extends string>(values: string[], allowed: readonly T[]): T[] {
  return allowed.filter((each) => values.includes(each))
}

/** Reads `?q=&status=&type=&service=&tag=&group=&country=&unread=1&favourite=1&sort=-modified`; what it doesn't know it leaves out. */
export function parseFilters(query: URLSearchParams): CustomerFilters {
  const all = (name: FilterName) => [...new Set(query.getAll(name).filter(Boolean))]
  return {
    text: query.get('q') ?? '',
    status: known(all('status'), listStatuses),
    type: known(all('type'), managementTypes),
    service: all('service'),
    tag: all('tag'),
    group: all('group'),
    country: all('country').filter((code) => /^[A-Z]{2}$/.test(code)),
    unread: query.get('unread') === '1',
    favourite: query.get('favourite') === '1',
    sort: parseSort(columns, query.get('sort')),
  }
}

/** The query for a URL, `?` included; empty when nothing is chosen. */
export function writeFilters(filters: CustomerFilters): string {
  const query = new URLSearchParams()
  if (filters.text.trim()) query.set('q', filters.text)
  for (const name of filterNames) for (const value of filters[name]) query.append(name, value)
  for (const name of markNames) if (filters[name]) query.set(name, '1')
  if (filters.sort) query.set('sort', writeSort(filters.sort))
  const text = query.toString()
  return text && `?${text}`
}

export function countFilters(filters: CustomerFilters): number {
  const named = filterNames.reduce((sum, name) => sum + filters[name].length, 0)
  return named + markNames.filter((name) => filters[name]).length
}

/** Any of the values within a filter, all of the filters together. `members`: of the groups that are filtered by; `marks`: the reader's own. */
export function applyFilters<Row extends CustomerRowView>(
  rows: readonly Row[],
  filters: CustomerFilters,
  members: readonly OrganisationId[],
  marks: RowMarks,
): readonly Row[] {
  const { status, type, service, tag, group, country, unread, favourite } = filters
  if (countFilters(filters) === 0) return rows
  const isMember = new Set(members)
  return rows.filter(
    (row) =>
      (status.length === 0 || status.includes(row.status)) &&
      (type.length === 0 || type.includes(row.managementType)) &&
      (service.length === 0 || service.some((id) => row.services.includes(id))) &&
      (tag.length === 0 || tag.some((name) => row.tags.includes(name))) &&
      (group.length === 0 || (row.customerId !== null && isMember.has(row.customerId))) &&
      (country.length === 0 || country.includes(row.country)) &&
      (!unread || marks.unread.has(row.relationshipId)) &&
      (!favourite || marks.favourites.has(row.relationshipId)),
  )
}

export function toggleValue<Name extends FilterName>(
  filters: CustomerFilters,
  name: Name,
  value: string,
): CustomerFilters {
  const values: string[] = filters[name]
  return { ...filters, [name]: values.includes(value) ? values.filter((each) => each !== value) : [...values, value] }
}
