import { describe, expect, test } from 'vitest'
import { countryCode, readCustomers } from '../../server/cli/read-customers.ts'

const headers = ['name', 'country', 'phone', 'website_url', 'contact_first_name', 'contact_last_name', 'contact_email']
const acme = ['Acme', 'Germany', '+49 30 123456', 'acme.example', 'Mina', 'Cho', 'mina@acme.example']

function read(lines: readonly (readonly string[])[], separator = ',') {
  const cell = (text: string) => (/[",;\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const text = lines.map((line) => line.map(cell).join(separator)).join('\r\n')
  return readCustomers(new TextEncoder().encode(text))
}

const withValue = (column: string, value: string) =>
  acme.map((known, place) => (headers[place] === column ? value : known))

describe('A list of companies', () => {
  test('[FC10] a spreadsheet’s mark before a phone is taken off, an apostrophe that belongs to a name is not', () => {
    const { customers, leftOut } = read([
      headers,
      withValue('phone', "'+49 30 123456"),
      withValue('name', "'T Kroontje"),
    ])
    expect(customers.map(({ form }) => [form.companyName, form.phone])).toEqual([
      ['Acme', '+49 30 123456'],
      ["'T Kroontje", '+49 30 123456'],
    ])
    expect(leftOut).toEqual([])
  })

  test('[FC10] whatever is left out, cut or skipped is named by row and column', () => {
    const { customers, skipped, leftOut } = read([
      [...headers, 'fax'],
      [...withValue('phone', 'call me'), '1', 'beyond'],
      withValue('name', 'x'.repeat(130)),
      withValue('contact_email', 'nobody'),
      withValue('country', 'Atlantis'),
      ['', '', '', '', '', '', ''],
      withValue('name', ' '),
    ])
    expect(customers.map(({ row }) => row)).toEqual([2, 3])
    expect(customers.map(({ form }) => [form.phone, form.companyName.length])).toEqual([
      ['', 4],
      ['+49 30 123456', 120],
    ])
    expect(leftOut).toEqual([
      'column fax: not read',
      'row 2, beyond the last column: "beyond"',
      'row 2, phone: "call me" is no phone number',
      'row 3, name: cut to 120 characters, it had 130',
    ])
    expect(skipped).toEqual([
      'row 4: contact_email "nobody" is no email address',
      'row 5: country "Atlantis" is no country',
      'row 7: name is missing',
    ])
  })

  test.each([';', '\t', ','])('[FC13] is split at %j, said by sep= or found', (separator) => {
    const named = read([headers, acme], separator)
    expect(named.customers[0]?.form).toMatchObject({ companyName: 'Acme', country: 'DE', workEmail: acme[6] })
    const text = `sep=${separator}\r\n${headers.join(separator)}\r\n${acme.join(separator)}`
    expect(readCustomers(new TextEncoder().encode(text)).customers).toEqual(named.customers)
  })

  test.each([
    ['UTF-16, little end first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['Windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ])('[FC13] is read in %s', (_name, encode) => {
    const text = [headers, withValue('name', 'Bräuhaus')].map((line) => line.join(';')).join('\n')
    expect(readCustomers(encode(text)).customers.map(({ form }) => form.companyName)).toEqual(['Bräuhaus'])
  })

  test('[FC13] headers may be in capitals and with spaces', () => {
    const shouted = [
      'NAME',
      ' Country ',
      'PHONE',
      'Website URL',
      'CONTACT FIRST NAME',
      'Contact Last Name',
      'Work email',
    ]
    expect(read([shouted, acme]).customers.map(({ form }) => form)).toEqual(
      read([headers, acme]).customers.map(({ form }) => form),
    )
    expect(() => read([['company names'], ['Acme']])).toThrow('no column “name”')
  })

  test('[FC13] countries may be codes and names in each language', () => {
    const names = ['DE', 'de', 'DEU', 'Germany', 'GERMANY', 'Deutschland', '독일', 'BRD', ' Germany\u200b']
    expect(names.map(countryCode)).toEqual(names.map(() => 'DE'))
    expect(['England', 'UK', 'USA', 'Österreich', '대한민국'].map(countryCode)).toEqual(['GB', 'GB', 'US', 'AT', 'KR'])
    expect(['', 'Atlantis', 'XX'].map(countryCode)).toEqual(['', '', ''])
  })
})
