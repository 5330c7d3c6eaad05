import { expect, test } from 'vitest'
import type { CustomerListRow } from '#lib/queries/customers/customer-list.svelte.ts'
import { foldForSearch, searchCustomers } from '#lib/queries/customers/search-customers.ts'

function row(companyName: string, other = ''): CustomerListRow {
  return { companyName, customerId: null, searchText: foldForSearch(`${companyName}\n${other}`) } as CustomerListRow
}

function names(rows: readonly CustomerListRow[], text: string): string[] {
  return searchCustomers(rows, text).map(({ companyName }) => companyName)
}

test('[M2][DEV3] finds every word anywhere in a row, without case or diacritics, in any script', () => {
  const rows = [row('Müller Brauhaus', 'Köln'), row('카브루 (Ka-Brew)'), row('Other')]
  expect(names(rows, 'MULLER koln')).toEqual(['Müller Brauhaus'])
  expect(names(rows, '카브루')).toEqual(['카브루 (Ka-Brew)'])
  expect(names(rows, 'muller nowhere')).toEqual([])
})

test('[M2][DEV3] puts the name before its middle, and the middle before other facts', () => {
  const rows = [row('North', 'asks for Acme'), row('The Acme Company'), row('Pacme'), row('Acme'), row('Acme Brewing')]
  expect(names(rows, 'acme')).toEqual(['Acme', 'Acme Brewing', 'The Acme Company', 'Pacme', 'North'])
})

test('[M2] an empty search keeps every row, the very same', () => {
  const rows = [row('B'), row('A')]
  expect(searchCustomers(rows, '  ')).toBe(rows)
})
