import { expect, test } from 'vitest'
import { RowSearch, searchRows, type Searchable } from '#lib/list/search-rows.ts'
import { foldBoth } from '#shared/domain/search/fold.ts'
import { seededRandom } from '../support/seeded.ts'

interface Row extends Searchable {
  companyName: string
}

function row(companyName: string, other = ''): Row {
  const sortName = foldBoth(companyName)
  return { companyName, sortName, searchText: `${sortName}\n${foldBoth(other)}` }
}

function names(rows: readonly Row[], text: string): string[] {
  return searchRows(rows, text).map(({ companyName }) => companyName)
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
  expect(searchRows(rows, '  ')).toBe(rows)
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
  const typing = new RowSearch<Row>()
  let text = ''
  for (let key = 0; key < 500; key++) {
    text = random() < 0.25 ? text.slice(0, -1) : text + pick(['a', 'b', 'c', 'B', 'ä', ' '])
    if (text.length > 8) text = ''
    expect(typing.rank(rows, text), `after “${text}”`).toEqual(searchRows(rows, text))
    if (random() < 0.1) rows = [...rows, row(pick(words))]
    if (random() < 0.1) expect(typing.rank([...rows], text)).toEqual(searchRows(rows, text))
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
  const typing = new RowSearch<Row>()
  const answers = ['a', 'ac', 'acm'].map((text) => typing.rank(rows, text))
  looked = 0
  expect(typing.rank(rows, 'ac')).toBe(answers[1])
  expect(typing.rank(rows, 'a')).toBe(answers[0])
  expect(typing.rank(rows, '')).toBe(rows)
  expect(typing.rank(rows, 'a')).toBe(answers[0])
  expect(looked).toBe(0)
  expect(typing.rank(rows.slice(0, 2), 'a').map(({ companyName }) => companyName)).toEqual(['Acme', 'Acorn'])
})

test('[FA12] finds a city, and a phone by its digits however it is written, with and without the zero dialled here', () => {
  const rows = [row('Acme', 'Köln\n49221123456'), row('Other', 'Bonn\n49228999999')]
  for (const text of ['koeln', '0221 123456', '(0221) 12-34-56', '+49 221 1234', '+49 (0)221 123', '22112']) {
    expect(names(rows, text), text).toEqual(['Acme'])
  }
  expect(names(rows, '0221 99')).toEqual([])
})

test('[FA12] typing a phone number key by key finds what searching everything finds', () => {
  const rows = [row('Acme', '49221123456'), row('Zero', 'costs 0221 a month'), row('Other', '4930')]
  const typing = new RowSearch<Row>()
  for (const text of ['0', '02', '022', '0221', '02211', '0221', '0221 a']) {
    expect(typing.rank(rows, text), text).toEqual(searchRows(rows, text))
  }
})

test('[FA12] from one spelling to another the answer is that of the spelling now typed', () => {
  const rows = [row('Mueller'), row('Müller'), row('Muller')]
  const typing = new RowSearch<Row>()
  const found = (text: string) => typing.rank(rows, text).map(({ companyName }) => companyName)
  expect(found('muller')).toEqual(['Müller', 'Muller'])
  expect(found('müller')).toEqual(['Mueller', 'Müller', 'Muller'])
  expect(found('muller')).toEqual(['Müller', 'Muller'])
  expect(found('mueller')).toEqual(['Mueller', 'Müller'])
})

test('[FA12] a name found by its other spelling ranks as the name it is', () => {
  const rows = [row('Beim Müller'), row('Bei', 'mueller'), row('Müller'), row('Müllerhaus')]
  expect(names(rows, 'mueller')).toEqual(['Müller', 'Müllerhaus', 'Beim Müller', 'Bei'])
})

test('[FC11] a Korean name is found letter by letter while it is typed, whatever the last syllable becomes', () => {
  const rows = [row('한빛전자'), row('하나은행'), row('닭갈비'), row('화성')]
  const typing = new RowSearch<Row>()
  const found = (text: string) => typing.rank(rows, text).map(({ companyName }) => companyName)
  for (const text of ['ㅎ', '하', '한', '한ㅂ', '한비', '한빛', '한빛ㅈ', '한빛전자'])
    expect(found(text), text).toContain('한빛전자')
  for (const text of ['ㅎ', '하', '한', '하나', '하낭', '하나은']) expect(found(text), text).toContain('하나은행')
  for (const text of ['ㄷ', '다', '달', '닭', '닭ㄱ', '닭가']) expect(found(text), text).toContain('닭갈비')
  for (const text of ['호', '화', '화ㅅ']) expect(found(text), text).toContain('화성')
  expect(found('빛')).toEqual(['한빛전자'])
  expect(found('나한')).toEqual([])
})
