/**
 * A list of devices as people have it, read row by row on the device: what is right, and of the rest the row and the reason.
 * Nothing is left out in silence, and nothing is sent before it has been read to its end.
 */
import Papa from 'papaparse'
import {
  identifiersOf,
  readDeviceRow,
  type DeviceColumn,
  type DeviceRow,
  type RowCells,
  type RowTrouble,
} from '#shared/domain/device/device-row.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { decodeFile, isWorkbook, type FileEncoding } from './decode-file.ts'
import { columnsAsChosen, guessColumns, identifies, type ChosenColumns, type GuessedColumns } from './guess-columns.ts'

/** `workbook`: no CSV, but a spreadsheet's own file. `unreadable`: the device doesn't give it. */
export type FileTrouble = 'workbook' | 'empty' | 'too-many-rows' | 'too-large' | 'unreadable'

export interface DeviceFile {
  encoding: FileEncoding
  separator: string
  columns: GuessedColumns
  /** Of each column the first row, and the first that stands below it: by these somebody says what it holds. */
  told: { first: string; below: string }[]
  /** None where no column tells one device from another. */
  rows: DeviceRow[]
  troubles: RowTrouble[]
  /** What stands in the first row, where that names the columns. */
  header: string[]
  /** By row: the cells of rows with trouble as they came, for the file that is handed back. */
  cells: Record<number, string[]>
}

export const fileLimits = { rows: 50_000, bytes: 20 * 1024 * 1024 } as const

/** `chosen`: where somebody has said which column holds what. */
export function readDeviceFile(bytes: Uint8Array, chosen: ChosenColumns | null = null): DeviceFile | FileTrouble {
  if (bytes.length > fileLimits.bytes) return 'too-large'
  if (isWorkbook(bytes)) return 'workbook'
  const { text, encoding } = decodeFile(bytes)
  // Excel's own line that names the separator.
  const [told = '', named] = /^"?sep=(.)"?\r?\n/i.exec(text) ?? []
  const { data, errors, meta } = Papa.parse<string[]>(text.slice(told.length), named ? { delimiter: named } : {})
  const offset = told === '' ? 1 : 2
  const torn = new Set(errors.filter(({ type }) => type === 'Quotes').map(({ row }) => row))
  const filled = data
    .map((cells, place) => ({ cells, row: place + offset, isTorn: torn.has(place) }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (filled.length === 0) return 'empty'
  if (filled.length > fileLimits.rows + 1) return 'too-many-rows'

  const below = filled.slice(1, 60).map(({ cells }) => cells)
  const columns = chosen ? columnsAsChosen(chosen) : guessColumns(filled[0]!.cells, below)
  const file: DeviceFile = {
    encoding,
    separator: meta.delimiter,
    columns,
    told: toldOf(filled[0]!.cells, below),
    rows: [],
    troubles: [],
    header: columns.hasHeader ? filled[0]!.cells : [],
    cells: {},
  }
  if (!identifies(columns)) return file
  const seen = new Map<string, number>()
  for (const { cells, row, isTorn } of columns.hasHeader ? filled.slice(1) : filled) {
    const read = isTorn ? tornRow(row) : readDeviceRow(row, placed(cells, columns), columns)
    const found = 'code' in read ? read : (findEarlier(read, seen) ?? read)
    if ('code' in found) {
      file.troubles.push(found)
      file.cells[row] = cells
    } else {
      for (const identifier of identifiersOf(found)) seen.set(identifier, row)
      file.rows.push(found)
    }
  }
  return file
}

const shownOfCell = 40

function toldOf(first: readonly string[], below: readonly (readonly string[])[]): DeviceFile['told'] {
  const width = Math.max(first.length, ...below.map((cells) => cells.length))
  const short = (cell = '') => cleanLine(cell).slice(0, shownOfCell)
  return Array.from({ length: width }, (_, place) => ({
    first: short(first[place]),
    below: short(below.find((cells) => cells[place]?.trim())?.[place]),
  }))
}

function placed(cells: readonly string[], { places }: GuessedColumns): RowCells {
  const found = Object.entries(places) as [DeviceColumn, number][]
  return Object.fromEntries(found.map(([column, place]) => [column, cells[place] ?? '']))
}

/** The same device stands in the file already, by any of its numbers. */
function findEarlier(read: DeviceRow, seen: ReadonlyMap<string, number>): RowTrouble | null {
  const { row, imei, meid, serial } = read
  for (const identifier of identifiersOf(read)) {
    const earlier = seen.get(identifier)
    if (earlier === undefined) continue
    const bySerial = identifier.startsWith('serial ')
    const column = bySerial ? 'serial' : 'identifier'
    return { row, code: 'twice', column, value: bySerial ? serial : imei || meid, earlier }
  }
  return null
}

function tornRow(row: number): RowTrouble {
  return { row, code: 'torn', column: null, value: '', earlier: null }
}
