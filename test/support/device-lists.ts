/** A reseller's list of 10,000 devices, one in forty of them untidy: as it was given where that lies here, and made. */
import { readFileSync } from 'node:fs'
import { checkDigitOf } from '#shared/domain/device/device-identifier.ts'
import { findSample } from './samples.ts'

const rows = 10_000
const head = 'IMEI / MEID,Serial number,Model,Order number,Order date'
const models = ['SM-S928B', 'SM-X710', 'SM-G556B', 'SM-A556B']

const frontOf = (row: number) => `35${String(row * 7919).padStart(12, '0')}`
const imeiOf = (row: number) => frontOf(row) + String(checkDigitOf(frontOf(row)))
const meidOf = (row: number) => `A1${(row * 7919).toString(16).toUpperCase().padStart(12, '0')}`

/** Eight hexadecimal digits as ten decimal ones, the other six as eight. */
function inDecimal(meid: string): string {
  const part = (from: number, to: number, digits: number) =>
    String(Number.parseInt(meid.slice(from, to), 16)).padStart(digits, '0')
  return part(0, 8, 10) + part(8, 14, 8)
}

/** How one row in so many is written, beginning with which. */
const untidy: [every: number, first: number, write: (row: number) => string][] = [
  [500, 7, () => '3.51E+14'],
  [500, 17, (row) => frontOf(row) + String((checkDigitOf(frontOf(row)) + 1) % 10)],
  [500, 27, (row) => imeiOf(row - 1)],
  [500, 37, () => ''],
  [130, 3, frontOf],
  [370, 11, (row) => frontOf(row).replace(/^(..)(.{6})(.{6})$/, '$1-$2-$3-') + String(checkDigitOf(frontOf(row)))],
  [450, 19, meidOf],
  [475, 23, (row) => inDecimal(meidOf(row))],
]

function line(row: number): string {
  const [, , write = imeiOf] = untidy.find(([every, first]) => row % every === first) ?? []
  const [month, day] = [1 + (row % 9), 1 + (row % 28)].map((part) => String(part).padStart(2, '0'))
  const date = row % 10 === 0 ? `${day}.${month}.2026` : `2026-${month}-${day}`
  const serial = `R${String(row).padStart(10, '0')}`
  return [write(row), serial, models[row % models.length], `PO-${4000 + Math.floor(row / 250)}`, date].join(',')
}

const made = Buffer.from([head, ...Array.from({ length: rows }, (_, place) => line(place + 1)), ''].join('\n'))
const sample = findSample('devices.csv')

export const deviceLists: readonly (readonly [name: string, csv: Buffer])[] = [
  ...(sample ? [['devices.csv', readFileSync(sample)] as const] : []),
  ['a made one', made],
]
