import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigitOf, readImeiOrMeid, readSerial } from '#shared/domain/device/device-identifier.ts'

const digit = fc.integer({ min: 0, max: 9 }).map(String)
const digits = (count: number) => fc.array(digit, { minLength: count, maxLength: count }).map((all) => all.join(''))
/** As type allocation codes begin. */
const fourteen = digits(12).map((rest) => `35${rest}`)
const imei = fourteen.map((front) => front + String(checkDigitOf(front)))

describe('A device’s numbers', () => {
  it('[R5] knows the check digits of numbers that are published as examples', () => {
    for (const known of ['490154203237518', '356938035643809', '353397530565210'])
      expect(readImeiOrMeid(known)).toEqual({ kind: 'imei', value: known })
  })

  it('[R5] reads an IMEI however a list writes it', () => {
    const written = (value: string) => [
      value,
      ` ${value}\u00a0`,
      `'${value}`,
      `’${value}`,
      `${value.slice(0, 2)}-${value.slice(2, 8)}-${value.slice(8, 14)}-${value.slice(14)}`,
      `${value.slice(0, 6)} ${value.slice(6, 12)} ${value.slice(12)}`,
      `${value.slice(0, 2)}–${value.slice(2)}`,
      `${value[0]}.${value.slice(1)}E+14`,
      `${value[0]},${value.slice(1)}e14`,
      `\u200e${value}`,
      Array.from(value, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0)).join(''),
    ]
    fc.assert(
      fc.property(imei, (value) => {
        for (const text of written(value)) expect(readImeiOrMeid(text), text).toEqual({ kind: 'imei', value })
      }),
    )
  })

  it('[R5] completes fourteen digits, and finds one digit that is wrong', () => {
    fc.assert(
      fc.property(fourteen, (front) => {
        const whole = front + String(checkDigitOf(front))
        expect(readImeiOrMeid(front)).toEqual({ kind: 'imei', value: whole })
        expect(readImeiOrMeid(`${front[0]}.${front.slice(1)}E+13`)).toEqual({ kind: 'imei', value: whole })
      }),
    )
    fc.assert(
      fc.property(imei, fc.nat({ max: 14 }), fc.integer({ min: 1, max: 9 }), (value, place, more) => {
        const wrong = String((Number(value[place]) + more) % 10)
        const text = value.slice(0, place) + wrong + value.slice(place + 1)
        expect(readImeiOrMeid(text)).toEqual({ trouble: 'check-digit' })
      }),
    )
  })

  it('[R5] refuses what a spreadsheet took digits from, and never guesses them', () => {
    for (const text of ['3.51E+14', '3,53E+14', '3.5339753056521E+14', '4E+14', '3.53397530565E+14'])
      expect(readImeiOrMeid(text), text).toEqual({ trouble: 'digits-lost' })
    // One of the few that begin with a zero, and the same with the zero cut off.
    const old = `01092800011231${checkDigitOf('01092800011231')}`
    expect(readImeiOrMeid(old)).toEqual({ kind: 'imei', value: old })
    expect(readImeiOrMeid(old.slice(1))).toEqual({ trouble: 'digits-lost' })
  })

  it('[R5] reads a MEID in hexadecimal and in decimal as the same', () => {
    expect(readImeiOrMeid('a1b3acbc014e1f')).toEqual({ kind: 'meid', value: 'A1B3ACBC014E1F' })
    expect(readImeiOrMeid('A0 000000 002329')).toEqual({ kind: 'meid', value: 'A0000000002329' })
    expect(readImeiOrMeid('268435456000009001')).toEqual({ kind: 'meid', value: 'A0000000002329' })
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), fc.nat({ max: 0xffffff }), (front, back) => {
        const hex = (front.toString(16).padStart(8, '0') + back.toString(16).padStart(6, '0')).toUpperCase()
        const decimal = String(front).padStart(10, '0') + String(back).padStart(8, '0')
        fc.pre(/[A-F]/.test(hex))
        expect(readImeiOrMeid(decimal)).toEqual(readImeiOrMeid(hex))
      }),
    )
    expect(readImeiOrMeid('999999999999999999')).toEqual({ trouble: 'not-an-identifier' })
  })

  it('[R5] takes nothing else for one, whatever stands there', () => {
    for (const text of ['', '0', '000000000000000', 'SM-S928B', '3533975305652101', '-', 'n/a', '1e999'])
      expect(readImeiOrMeid(text), text).toHaveProperty('trouble')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = readImeiOrMeid(text)
        if ('value' in read) expect(read.value).toMatch(/^(\d{15}|[0-9A-F]{14})$/)
      }),
    )
  })

  it('[R5] reads serial numbers in capitals, and refuses what is none', () => {
    expect(readSerial(" 'r52k90abcde ")).toEqual({ kind: 'serial', value: 'R52K90ABCDE' })
    for (const text of ['R5', 'R52K90ABCDE!', '일련번호', 'x'.repeat(33)])
      expect(readSerial(text), text).toEqual({ trouble: 'not-a-serial' })
    expect(readSerial('5E+12')).toEqual({ trouble: 'digits-lost' })
  })
})
