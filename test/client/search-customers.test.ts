import { expect, test } from 'vitest'
import {
  CustomerSearch,
  foldForSearch,
  searchCustomers,
  type Searchable,
} from '#lib/queries/customers/search-customers.ts'
import { seededRandom } from '../support/seeded.ts'

interface Row extends Searchable {
  companyName: string
}

function row(companyName: string, other = ''): Row {
  const sortName = foldForSearch(companyName)
  return { companyName, sortName, searchText: foldForSearch(`${companyName}\n${other}`) }
}

function names(rows: readonly Row[], text: string): string[] {
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

test('[M2][DEV3] finds a whole Customer ID first, whatever else holds those digits', () => {
  const rows = [row('Older', 'was 1234567890'), row('Wanted', '1234567890')]
  expect(names(rows, '1234567890')).toEqual(['Wanted', 'Older'])
})

test('[M2][DEV3] typing on through the last answer finds what searching everything finds', () => {
  const random = seededRandom(7)
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!
  const words = ['ab', 'abc', 'bca', 'cab', 'c', 'a', 'Äb', 'b c', 'bc']
  let rows = Array.from({ length: 300 }, () => row(`${pick(words)} ${pick(words)}`, `${pick(words)}${pick(words)}`))
  const typing = new CustomerSearch<Row>()
  let text = ''
  for (let key = 0; key < 500; key++) {
    text = random() < 0.25 ? text.slice(0, -1) : text + pick(['a', 'b', 'c', 'B', 'ä', ' '])
    if (text.length > 8) text = ''
    expect(typing.rank(rows, text), `after “${text}”`).toEqual(searchCustomers(rows, text))
    if (random() < 0.1) rows = [...rows, row(pick(words))]
    if (random() < 0.1) expect(typing.rank([...rows], text)).toEqual(searchCustomers(rows, text))
  }
})

test('[M2][DEV3] taking letters back finds the answers of before, without looking through the rows again', () => {
  let looked = 0
  const rows = ['Acme', 'Acorn', 'Other'].map((name) => {
    const { searchText, ...rest } = row(name)
    return {
      ...rest,
      get searchText() {
        looked++
        return searchText
      },
    }
  })
  const typing = new CustomerSearch<Row>()
  const answers = ['a', 'ac', 'acm'].map((text) => typing.rank(rows, text))
  looked = 0
  expect(typing.rank(rows, 'ac')).toBe(answers[1])
  expect(typing.rank(rows, 'a')).toBe(answers[0])
  expect(typing.rank(rows, '')).toBe(rows)
  expect(typing.rank(rows, 'a')).toBe(answers[0])
  expect(looked).toBe(0)
  expect(typing.rank(rows.slice(0, 2), 'a').map(({ companyName }) => companyName)).toEqual(['Acme', 'Acorn'])
})
