/** One row of a list of devices: as it was read, or why it can't be. */
import { cleanLine } from '../text/clean-line.ts'
import { unguardFormula } from '../text/formula.ts'
import { readImeiOrMeid, readSerial, type IdentifierTrouble } from './device-identifier.ts'
import { readOrderDate, type DateTrouble } from './order-date.ts'

export const deviceColumns = ['identifier', 'serial', 'model', 'orderNumber', 'orderDate', 'party'] as const
export type DeviceColumn = (typeof deviceColumns)[number]

export const deviceLimits = { model: 60, orderNumber: 60 } as const

/** '' for what it doesn't say. */
export interface DeviceRow {
  /** As a spreadsheet counts, the headers are the first. */
  row: number
  imei: string
  meid: string
  serial: string
  model: string
  orderNumber: string
  /** `2026-09-14` */
  orderDate: string
  /** Customer ID or MSP ID that it is for. */
  party: string
}

/**
 * `nothing`: neither IMEI, MEID nor serial number. `twice`: a row before it names the same device. `party`: no ten digits.
 * `other-party`: another ID than the one it is uploaded to. `torn`: a quotation mark that never ends.
 */
export type RowTroubleCode =
  IdentifierTrouble | DateTrouble | 'nothing' | 'twice' | 'party' | 'no-party' | 'other-party' | 'too-long' | 'torn'

export interface RowTrouble {
  row: number
  code: RowTroubleCode
  /** Where it is; null: the row as a whole. */
  column: DeviceColumn | null
  /** What stands there. */
  value: string
  /** Of `twice`: the row before. */
  earlier: number | null
}

export type RowCells = Readonly<Partial<Record<DeviceColumn, string>>>

/** Where a column has neither name nor rule it is told by what it holds: a cell of `identifier` may be a serial number there. */
export function readDeviceRow(row: number, cells: RowCells, { anyKind }: { anyKind: boolean }): DeviceRow | RowTrouble {
  const trouble = (code: RowTroubleCode, column: DeviceColumn | null): RowTrouble => {
    const value = column === null ? '' : cleanLine(cells[column] ?? '').slice(0, 80)
    return { row, code, column, value, earlier: null }
  }
  const read: DeviceRow = { row, imei: '', meid: '', serial: '', model: '', orderNumber: '', orderDate: '', party: '' }
  for (const column of ['identifier', 'serial'] as const) {
    const cell = cells[column]?.trim() ?? ''
    if (cell === '') continue
    const found = column === 'serial' ? readSerial(cell) : readCell(cell, anyKind)
    if ('trouble' in found) return trouble(found.trouble, column)
    read[found.kind] ||= found.value
  }
  if (!read.imei && !read.meid && !read.serial) return trouble('nothing', null)
  for (const column of ['model', 'orderNumber'] as const) {
    read[column] = cleanLine(unguardFormula(cells[column] ?? ''))
    if (read[column].length > deviceLimits[column]) return trouble('too-long', column)
  }
  const date = readOrderDate(cells.orderDate ?? '')
  if ('trouble' in date) return trouble(date.trouble, 'orderDate')
  read.orderDate = date.date
  read.party = (cells.party ?? '').replaceAll(/[\s'’-]/g, '')
  if (read.party !== '' && !/^[1-9]\d{9}$/.test(read.party)) return trouble('party', 'party')
  return read
}

/** A column of any kind: what could be no serial number, or looks like a damaged IMEI, says so as an IMEI. */
function readCell(cell: string, anyKind: boolean): ReturnType<typeof readImeiOrMeid> {
  const found = readImeiOrMeid(cell)
  const isNoImei = 'trouble' in found && found.trouble === 'not-an-identifier'
  return anyKind && isNoImei && /[a-z]/i.test(cell) ? readSerial(cell) : found
}

/** What names one device, each with its kind. */
export function identifiersOf({ imei, meid, serial }: Pick<DeviceRow, 'imei' | 'meid' | 'serial'>): string[] {
  return [imei && `imei ${imei}`, meid && `meid ${meid}`, serial && `serial ${serial}`].filter(Boolean)
}
