import { describe, expect, it } from 'vitest'
import {
  applyFilters,
  countFilters,
  listStatuses,
  noFilters,
  parseFilters,
  toggleValue,
  writeFilters,
  type CustomerFilters,
} from '#lib/ui/customer-list/customer-filters.ts'
import type { RowMarks } from '#lib/ui/customer-list/row-marks.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { listStatusAt } from '#shared/domain/customer-record.ts'
import { requestLifetimeMs } from '#shared/domain/request/management-request.ts'
import { isManaging, isRequest, relationshipStatusSchema } from '#shared/domain/relationship.ts'
import { columns } from '#lib/ui/customer-list/customer-columns.ts'
import { sortRows } from '#lib/ui/table/sort-rows.ts'
import { seededRandom } from '../support/seeded.ts'
import { customerRow } from './customer-row-fixture.ts'

const parse = (query: string) => parseFilters(new URLSearchParams(query))

const noMarks = { unread: new Set<never>(), favourites: new Set<never>() }

describe('Customer filters', () => {
  it('[M2][H4] only what has unread changes, only favourites, or both', () => {
    const rows = ['A', 'B', 'C'].map((companyName) => customerRow({ companyName }))
    const [a, b, c] = rows.map(({ relationshipId }) => relationshipId)
    const marks = { unread: new Set([a, b]), favourites: new Set([b, c]) } as unknown as RowMarks
    const names = (filters: Partial<CustomerFilters>) =>
      applyFilters(rows, { ...noFilters, ...filters }, [], marks).map(({ companyName }) => companyName)
    expect(names({ unread: true })).toEqual(['A', 'B'])
    expect(names({ favourite: true })).toEqual(['B', 'C'])
    expect(names({ unread: true, favourite: true })).toEqual(['B'])
    expect(countFilters({ ...noFilters, unread: true, favourite: true })).toBe(2)
    expect(parse('?unread=yes')).toEqual(noFilters)
  })

  it('[M2] live in the URL: written and read back they are the same', () => {
    const filters: CustomerFilters = {
      text: 'Müller & Söhne',
      status: ['active', 'invited'],
      type: ['jointly'],
      service: ['knox-suite', 'knox-guard'],
      tag: ['Gold, North', '교육'],
      group: ['qK3v-0000000000000000w', 'b'],
      country: ['DE', 'KR'],
      unread: true,
      favourite: true,
      sort: { column: 'modified', descending: true },
    }
    expect(parse(writeFilters(filters))).toEqual(filters)
    expect(writeFilters(noFilters)).toBe('')
    expect(parse('')).toEqual(noFilters)
  })

  it('[M2] a link somebody altered leaves out what it does not know', () => {
    expect(parse('?status=gone&status=active&type=x&country=germany&sort=-secret&tag=&tag=A&tag=A')).toEqual({
      ...noFilters,
      status: ['active'],
      tag: ['A'],
    })
  })

  it('[FA13] the status filter offers the words that a row can have, no others', () => {
    const times = { email: '', firstName: '', lastName: '', sentAt: 1, sentCount: 1, troubleAt: null }
    const possible = relationshipStatusSchema.options
      .filter((status) => isManaging({ status }) || isRequest({ status }))
      .flatMap((status) =>
        (['waiting', 'sent', 'registered', 'declined', 'revoked'] as const).flatMap((state) =>
          [0, 2].map((expiresAt) => {
            const invitation = { ...times, id: '', state, expiresAt }
            const request = { requestedAt: expiresAt - requestLifetimeMs, askedAt: 0 }
            return listStatusAt({ status, managementType: 'jointly', convertedAt: null, invitation, request }, 1)
          }),
        ),
      )
    expect([...listStatuses].sort()).toEqual([...new Set(possible)].sort())
  })

  it('[M2] any value within a filter, all filters together', () => {
    const rows = [
      customerRow({ companyName: 'A', status: 'active', tags: ['Gold'], country: 'DE' }),
      customerRow({ companyName: 'B', status: 'invited', tags: ['Gold', 'North'], country: 'KR' }),
      customerRow({ companyName: 'C', status: 'delinked', tags: ['North'], country: 'DE' }),
    ]
    const names = (filters: Partial<CustomerFilters>) =>
      applyFilters(rows, { ...noFilters, ...filters }, [], noMarks).map((row) => row.companyName)
    expect(names({})).toEqual(['A', 'B', 'C'])
    expect(names({ status: ['active', 'invited'] })).toEqual(['A', 'B'])
    expect(names({ tag: ['North'], country: ['DE'] })).toEqual(['C'])
    expect(names({ service: ['knox-guard'] })).toEqual([])
  })

  it('[M3] a group fits whom it has for a member, never a customer that still waits for its ID', () => {
    const rows = ['1000000001', '1000000002', null].map((customerId) =>
      customerRow({ customerId: customerId as OrganisationId | null, status: 'active' }),
    )
    const found = (members: string[], filters: Partial<CustomerFilters>) =>
      applyFilters(rows, { ...noFilters, ...filters }, members as OrganisationId[], noMarks).map(
        ({ customerId }) => customerId,
      )
    expect(found(['1000000002', '1000000009'], { group: ['north'] })).toEqual(['1000000002'])
    expect(found([], { group: ['gone'] })).toEqual([])
    expect(found(['1000000002'], { group: ['north'], status: ['invited'] })).toEqual([])
  })

  it('[M2] a value is switched on and off again', () => {
    const on = toggleValue(noFilters, 'tag', 'Gold')
    expect(countFilters(on)).toBe(1)
    expect(toggleValue(on, 'tag', 'Gold')).toEqual(noFilters)
  })

  it('[M1] sorts by name without regard to marks and case, and equal ones by name', () => {
    const rows = ['zebra', 'Ärzte', 'apple', 'Zoo', '한빛'].map((companyName, place) =>
      customerRow({ companyName, modifiedAt: place % 2 }),
    )
    const byName = rows.toSorted((a, b) => (a.sortName < b.sortName ? -1 : 1))
    const names = (column: 'name' | 'modified', descending = false) =>
      sortRows(columns, byName, { column, descending }).map((row) => row.companyName)
    expect(names('name')).toEqual(['apple', 'Ärzte', 'zebra', 'Zoo', '한빛'])
    expect(names('name', true)).toEqual(['한빛', 'Zoo', 'zebra', 'Ärzte', 'apple'])
    expect(names('modified', true)).toEqual(['Ärzte', 'Zoo', 'apple', 'zebra', '한빛'])
  })

  it('[M1] sorts numbers as numbers and texts as texts, equal ones by name both ways', () => {
    const rows = [
      customerRow({ companyName: 'A', modifiedAt: 9, addedAt: 1_700_000_000_000, services: ['knox-suite'] }),
      customerRow({ companyName: 'B', modifiedAt: 10, addedAt: 1_600_000_000_000, services: ['knox-guard'] }),
      customerRow({ companyName: 'C', modifiedAt: 9, addedAt: 1_650_000_000_000, services: ['knox-guard'] }),
    ]
    const names = (column: 'modified' | 'added' | 'services', descending = false) =>
      sortRows(columns, rows, { column, descending }).map((row) => row.companyName)
    expect(names('modified')).toEqual(['A', 'C', 'B'])
    expect(names('modified', true)).toEqual(['B', 'A', 'C'])
    expect(names('added')).toEqual(['B', 'C', 'A'])
    expect(names('services')).toEqual(['B', 'C', 'A'])
  })

  it('[M1] sorts thousands of rows by any column as comparing them would', () => {
    const random = seededRandom(9)
    const rows = Array.from({ length: 3000 }, () =>
      customerRow({
        companyName: `Customer ${Math.floor(random() * 2000)}`,
        addedAt: Math.floor(random() * 2e12),
        modifiedAt: 1.7e12 + Math.floor(random() * 1000),
        status: random() < 0.5 ? 'active' : 'delinked',
      }),
    ).toSorted((a, b) => (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : 0))
    const keys = { added: 'addedAt', modified: 'modifiedAt', status: 'status' } as const
    for (const [column, key] of Object.entries(keys) as [keyof typeof keys, 'addedAt'][])
      for (const descending of [false, true]) {
        const sign = descending ? -1 : 1
        const compared = rows.toSorted((a, b) => sign * (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0))
        const sorted = sortRows(columns, rows, { column, descending })
        expect(sorted.findIndex((row, place) => row !== compared[place])).toBe(-1)
      }
    expect(sortRows(columns, [], { column: 'added', descending: true })).toEqual([])
  })
})
