// Loaded when somebody downloads one: the CSV writer is not part of the page.
import Papa from 'papaparse'
import type { DeviceRow, RowTrouble } from '#shared/domain/device/device-row.ts'
import { guardFormula } from '#shared/domain/text/formula.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { separatorOf } from '../table/write-csv.ts'
import { formatLocale } from '../words/time-words.ts'
import { rowTroubleWords } from './row-trouble-words.ts'

const columnHeads = () => [
  m.device_identifier(),
  m.device_serial(),
  m.device_model(),
  m.device_order_number(),
  m.device_order_date(),
  m.device_party(),
]

/** Headers alone, as the file is read again: an example would be uploaded with the rest. */
export function templateFile(): Blob {
  return csv([columnHeads()], separatorOf(formatLocale()))
}

/** The rows that can't be uploaded as they came, each with its number and its reason in front. */
export function errorFile(
  troubles: readonly RowTrouble[],
  {
    header,
    cells,
    rows,
    separator,
  }: {
    header: readonly string[]
    cells: Readonly<Record<number, readonly string[]>>
    rows: readonly DeviceRow[]
    separator: string
  },
): Blob {
  const read = new Map(rows.map((row) => [row.row, row]))
  const cellsOf = (row: number) => cells[row] ?? cellsAsRead(read.get(row))
  const head = [m.upload_error_row(), m.upload_error_reason(), ...(header.length > 0 ? header : columnHeads())]
  const lines = troubles
    .toSorted((left, right) => left.row - right.row)
    .map((trouble) => [String(trouble.row), rowTroubleWords(trouble), ...cellsOf(trouble.row)])
  return csv([head, ...lines], separator)
}

function cellsAsRead(row: DeviceRow | undefined): string[] {
  if (!row) return []
  return [row.imei || row.meid, row.serial, row.model, row.orderNumber, row.orderDate, row.party]
}

function csv(lines: readonly (readonly string[])[], delimiter: string): Blob {
  const guarded = lines.map((cells) => cells.map(guardFormula))
  const text = Papa.unparse(guarded as string[][], { delimiter, newline: '\r\n' })
  return new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv;charset=utf-8' })
}
