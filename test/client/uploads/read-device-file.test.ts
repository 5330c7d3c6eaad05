import { describe, expect, it } from 'vitest'
import { fileLimits, readDeviceFile, type DeviceFile } from '../../../src/lib/commands/uploads/read-device-file.ts'
import { deviceLists } from '../../support/device-lists.ts'

const [first, second] = ['353397530565210', '356938035643809']
const utf8 = (text: string) => new TextEncoder().encode(text)

function read(content: string | Uint8Array): DeviceFile {
  const file = readDeviceFile(typeof content === 'string' ? utf8(content) : content)
  if (typeof file === 'string') throw new Error(file)
  return file
}

/** Signs above Latin 1 don't occur in these. */
const windows1252 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const utf16 = (text: string) => {
  const units = Uint16Array.from(`\ufeff${text}`, (letter) => letter.charCodeAt(0))
  return new Uint8Array(units.buffer)
}

describe('A file of devices', () => {
  it('[R5] is read in the encodings and with the separators that spreadsheets write', () => {
    const table = (separator: string) =>
      [
        ['IMEI', 'Modell', 'Bestellnummer'],
        [first, 'Gerät', 'Büro'],
      ]
        .map((cells) => cells.join(separator))
        .join('\r\n')
    const files: [Uint8Array, string, string][] = [
      [utf8(table(',')), 'utf-8', ','],
      [utf8(`\ufeff${table(';')}`), 'utf-8', ';'],
      [utf8(`sep=;\r\n${table(';')}`), 'utf-8', ';'],
      [utf16(table('\t')), 'utf-16le', '\t'],
      [windows1252(table(';')), 'windows-1252', ';'],
    ]
    for (const [bytes, encoding, separator] of files) {
      const file = read(bytes)
      expect([file.encoding, file.separator], encoding).toEqual([encoding, separator])
      expect(file.rows, encoding).toEqual([
        expect.objectContaining({ imei: first, model: 'Gerät', orderNumber: 'Büro' }),
      ])
    }
  })

  it('[R5] Korean code page, with Korean headers', () => {
    // 일련번호,모델 / R52K90ABCDE,갤럭시
    const bytes = Uint8Array.from([
      0xc0, 0xcf, 0xb7, 0xc3, 0xb9, 0xf8, 0xc8, 0xa3, 0x2c, 0xb8, 0xf0, 0xb5, 0xa8, 0x0a,
      ...utf8('R52K90ABCDE,'), 0xb0, 0xb6, 0xb7, 0xb0, 0xbd, 0xc3,
    ]) // prettier-ignore
    const file = read(bytes)
    expect(file.encoding).toBe('euc-kr')
    expect(file.rows).toEqual([expect.objectContaining({ serial: 'R52K90ABCDE', model: '갤럭시' })])
  })

  it('[R5] rows are counted as the spreadsheet counts them; empty ones are passed over', () => {
    const file = read(`IMEI,Model\n\n${first},A\n , \n${second.slice(0, 14)}1,"B\nC"\nx,y\n`)
    expect(file.rows.map(({ row }) => row)).toEqual([3])
    expect(file.troubles).toMatchObject([
      { row: 5, code: 'check-digit', value: `${second.slice(0, 14)}1` },
      { row: 6, code: 'not-an-identifier' },
    ])
    expect(file.cells[6]).toEqual(['x', 'y'])
  })

  it('[R5] the same device twice, by IMEI or by serial number, is one and names the row before', () => {
    const lines = [`${first},R52K90ABCDE`, `'${first},`, `${second},r52k90abcde`, `${second.slice(0, 14)},`]
    const file = read(`IMEI,Serial number\n${lines.join('\n')}`)
    expect(file.rows.map(({ imei, row }) => [imei, row])).toEqual([
      [first, 2],
      [second, 5],
    ])
    expect(file.troubles).toMatchObject([
      { row: 3, code: 'twice', column: 'identifier', earlier: 2 },
      { row: 4, code: 'twice', column: 'serial', earlier: 2 },
    ])
  })

  it('[R5] columns are told by what stands there where no header names them', () => {
    const file = read(`PO-1;${first};14.09.2026;1234567890\nPO-2;${second};15.09.2026;1234567891`)
    const places = { identifier: 1, orderDate: 2, party: 3 }
    expect(file.columns).toEqual({ hasHeader: false, places, anyKind: true, isCertain: false })
    expect(file.rows.map(({ row, party, orderDate }) => [row, party, orderDate])).toEqual([
      [1, '1234567890', '2026-09-14'],
      [2, '1234567891', '2026-09-15'],
    ])
  })

  it.each([
    ['IMEI / MEID,Serial number,Model,Order number,Order date', ['identifier', 'serial', 'model', 'orderNumber', 'orderDate']],
    ['Customer/MSP ID;IMEI;PO No.;Date', ['party', 'identifier', 'orderNumber', 'orderDate']],
    ['Kundennummer;IMEI;Seriennummer;Gerät;Bestellnr.;Bestelldatum', ['party', 'identifier', 'serial', 'model', 'orderNumber', 'orderDate']],
    ['고객/MSP ID,IMEI,일련번호,모델명,주문 번호,주문 날짜', ['party', 'identifier', 'serial', 'model', 'orderNumber', 'orderDate']],
  ])('[R5] knows the headers %s', (header, columns) => {
    const { places } = read(`${header}\n${header.replaceAll(/[^,;]+/g, 'x')}`).columns
    expect(Object.fromEntries(columns.map((column, place) => [column, place]))).toEqual(places)
  }) // prettier-ignore

  it('[R5] says what is no list of devices', () => {
    expect(readDeviceFile(utf8(''))).toBe('empty')
    expect(readDeviceFile(utf8(' \n,\n'))).toBe('empty')
    expect(readDeviceFile(Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]))).toBe('workbook')
    expect(readDeviceFile(new Uint8Array(fileLimits.bytes + 1))).toBe('too-large')
    const many = Array.from({ length: fileLimits.rows + 2 }, () => 'x').join('\n')
    expect(readDeviceFile(utf8(`IMEI\n${many}`))).toBe('too-many-rows')
  })

  it('[R5] asks which column holds what unless every header is one that it knows; what stands there is guessed', () => {
    const certain = (content: string) => read(content).columns.isCertain
    expect(certain(`IMEI;Model\n${first};A`)).toBe(true)
    expect(certain(`${first}\n${second}`)).toBe(true)
    expect(certain(`IMEI;Remark\n${first};A`)).toBe(false)
    expect(certain(`Model\nA`)).toBe(false)
    const foreign = read(`Kenmerk;Besteld op;Soort\n${first};14.09.2026;SM-X306B\n${second};15.09.2026;\n`)
    const places = { identifier: 0, orderDate: 1 }
    expect(foreign.columns).toEqual({ hasHeader: true, places, anyKind: true, isCertain: false })
    expect(foreign.rows.map(({ row, orderDate }) => [row, orderDate])).toEqual([
      [2, '2026-09-14'],
      [3, '2026-09-15'],
    ])
    expect(foreign.told[2]).toEqual({ first: 'Soort', below: 'SM-X306B' })
    // A damaged number above others is a row, and says so.
    const damaged = read(`3.51E+14;A\n${first};B\n${second};C`)
    expect([damaged.columns.hasHeader, damaged.troubles.map(({ row }) => row)]).toEqual([false, [1]])
  })

  it('[R5] reads what it is told: a column of serial numbers alone, the first row as a device or not', () => {
    const bytes = utf8('Toestel,Soort\nR52K90ABCDE,A\nR52K90ABCDF,B')
    const unknown = read(bytes)
    expect([unknown.columns.places, unknown.rows, unknown.troubles]).toEqual([{}, [], []])
    const chosen = readDeviceFile(bytes, { hasHeader: true, places: { serial: 0, model: 1 } }) as DeviceFile
    expect(chosen.rows.map(({ row, serial, model }) => [row, serial, model])).toEqual([
      [2, 'R52K90ABCDE', 'A'],
      [3, 'R52K90ABCDF', 'B'],
    ])
    const headless = readDeviceFile(bytes, { hasHeader: false, places: { identifier: 0 } }) as DeviceFile
    expect(headless.rows.map(({ row, serial }) => [row, serial])[0]).toEqual([1, 'TOESTEL'])
  })

  it('[R5] a quotation mark that never ends spoils its row, and what is behind it is said to be missing', () => {
    const file = read(`IMEI,Model\n${first},A\n${second},"B\n${first},C`)
    expect(file.rows.map(({ imei }) => imei)).toEqual([first])
    expect(file.troubles).toMatchObject([{ row: 3, code: 'torn' }])
  })
})

describe.each(deviceLists)('A reseller’s list, %s', (_name, csv) => {
  it('[R5] of its 10,000 rows each is right or has its reason', () => {
    const started = performance.now()
    const { rows, troubles, separator, columns } = read(new Uint8Array(csv))
    expect(performance.now() - started).toBeLessThan(3000)
    expect(rows.length + troubles.length).toBe(10_000)
    expect(separator).toBe(',')
    expect(Object.keys(columns.places)).toHaveLength(5)
    const counts = Object.groupBy(troubles, ({ code }) => code)
    expect(Object.keys(counts).toSorted()).toEqual(['check-digit', 'digits-lost', 'twice'])
    for (const trouble of counts['digits-lost']!) expect(trouble.value).toBe('3.51E+14')
    expect(rows.filter(({ meid }) => meid !== '').length).toBeGreaterThan(10)
    expect(rows.filter(({ imei, meid }) => !imei && !meid).length).toBeGreaterThan(10)
    expect(rows.every(({ orderDate }) => /^2026-\d\d-\d\d$/.test(orderDate))).toBe(true)
    const all = rows.flatMap(({ imei, meid, serial }) => [imei, meid, serial].filter(Boolean))
    expect(new Set(all).size).toBe(all.length)
  })
})
