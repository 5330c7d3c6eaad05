import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDeviceRow, type RowCells } from '#shared/domain/device/device-row.ts'
import { readOrderDate } from '#shared/domain/device/order-date.ts'

const read = (cells: RowCells, anyKind = false) => readDeviceRow(2, cells, { anyKind })
const imei = '353397530565210'

describe('A day in a list', () => {
  it.each([
    ['2026-06-23', '2026-06-23'],
    ['14.09.2026', '2026-09-14'],
    ['4.9.2026', '2026-09-04'],
    ['2026/6/3', '2026-06-03'],
    ['2026. 6. 3.', '2026-06-03'],
    ['2026년 6월 3일', '2026-06-03'],
    ['2026-06-23T10:00:00Z', '2026-06-23'],
    ['2026-06-23 10:00', '2026-06-23'],
    ['23/06/2026', '2026-06-23'],
    ['06/23/2026', '2026-06-23'],
    ['05/05/2026', '2026-05-05'],
    ['', ''],
  ])('[R5] %s', (text, date) => {
    expect(readOrderDate(text)).toEqual({ date })
  })

  it('[R5] isn’t guessed where it could be two, and none that there isn’t', () => {
    expect(readOrderDate('03/04/2026')).toEqual({ trouble: 'date-unclear' })
    for (const text of ['31.02.2026', '2026-13-01', 'soon', '46188', '14.09.26', '14.09.1026'])
      expect(readOrderDate(text), text).toEqual({ trouble: 'date' })
  })

  it('[R5] any day, in either of the two formats', () => {
    const range = { min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }
    fc.assert(
      fc.property(fc.date(range), (day) => {
        const date = day.toISOString().slice(0, 10)
        expect(readOrderDate(date)).toEqual({ date })
        expect(readOrderDate(date.split('-').toReversed().join('.'))).toEqual({ date })
      }),
    )
  })
})

describe('A row of a list of devices', () => {
  it('[R5] is read whole', () => {
    const cells = { identifier: `'${imei}`, serial: 'rs0s4tmg3vf', model: ' SM-S928B ', party: '1234 567 890' }
    expect(read({ ...cells, orderNumber: "'=PO", orderDate: '14.09.2026' })).toEqual({
      row: 2,
      imei,
      meid: '',
      serial: 'RS0S4TMG3VF',
      model: 'SM-S928B',
      orderNumber: '=PO',
      orderDate: '2026-09-14',
      party: '1234567890',
    })
  })

  it('[R5] needs one of the three, and says which cell is wrong', () => {
    expect(read({ serial: 'R52K90ABCDE' })).toMatchObject({ imei: '', serial: 'R52K90ABCDE' })
    expect(read({ model: 'SM-S928B' })).toMatchObject({ code: 'nothing', column: null })
    expect(read({ identifier: '3.51E+14', serial: 'R52K90ABCDE' })).toMatchObject({
      code: 'digits-lost',
      column: 'identifier',
      value: '3.51E+14',
    })
    expect(read({ identifier: imei, serial: '?' })).toMatchObject({ code: 'not-a-serial', column: 'serial' })
    expect(read({ identifier: imei, orderDate: '31.02.2026' })).toMatchObject({ code: 'date', column: 'orderDate' })
    expect(read({ identifier: imei, party: '123' })).toMatchObject({ code: 'party', column: 'party' })
    expect(read({ identifier: imei, model: 'x'.repeat(61) })).toMatchObject({ code: 'too-long', column: 'model' })
  })

  it('[R5] one column may hold IMEIs and serial numbers, and takes no damaged IMEI for a serial number', () => {
    expect(read({ identifier: 'R52K90ABCDE' }, true)).toMatchObject({ serial: 'R52K90ABCDE' })
    expect(read({ identifier: 'R52K90ABCDE' })).toMatchObject({ code: 'not-an-identifier' })
    expect(read({ identifier: '353397530565211' }, true)).toMatchObject({ code: 'check-digit' })
    expect(read({ identifier: '3533975305652101' }, true)).toMatchObject({ code: 'not-an-identifier' })
  })
})
