// Loaded when somebody downloads: the CSV writer is not part of the first page.
import Papa from 'papaparse'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { guardFormula } from '#shared/domain/text/formula.ts'
import { formatLocale } from '../words/time-words.ts'

const rowsAtOnce = 1000

/** What a spreadsheet in this language splits a line at: where the comma is in numbers, it can't be between cells. */
export function separatorOf(locale: string): ',' | ';' {
  const parts = new Intl.NumberFormat(locale).formatToParts(0.5)
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ';' : ','
}

/** What people typed, in one line and never a formula. */
export function csvText(value: string): string {
  return guardFormula(cleanLine(value))
}

/** A number that is a name: a spreadsheet would round it or write it with an E, so it is told that it is text. */
export function csvDigits(value: string): string {
  return /^\d+(?:[.,]?\d*e\d+)?$/i.test(value) ? `'${value}` : csvText(value)
}

/**
 * Rows as CSV that a spreadsheet opens as it is meant: UTF-8 with a mark, CRLF, and nothing that would run as
 * a formula. Lets the page breathe between chunks and says how far it is.
 */
export async function writeCsv<Row>(
  heads: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => (string | number)[],
  onprogress?: (done: number) => void,
): Promise<Blob> {
  const options = { delimiter: separatorOf(formatLocale()), newline: '\r\n' } as const
  const parts = [`\uFEFF${Papa.unparse([[...heads]], options)}\r\n`]
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const chunk = rows.slice(start, start + rowsAtOnce)
    parts.push(`${Papa.unparse(chunk.map(cells), options)}\r\n`)
    onprogress?.(start + chunk.length)
    await new Promise((resume) => setTimeout(resume))
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' })
}
