// Loaded when somebody downloads: the CSV writer is not part of the first page.
import Papa from 'papaparse'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { guardFormula } from '#shared/domain/text/formula.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { countryWords, fieldLabel } from '../words/field-words.ts'
import { formatLocale } from '../words/time-words.ts'
import { managementTypeWords, serviceStatusWords, statusWords } from '../words/status-words.ts'
import { serviceName, type CustomerRowView } from './customer-row.ts'

const rowsAtOnce = 1000

const countryNames = new Map<string, string>()

/** Asked fifty thousand times: the browser's own names are looked up once each. */
function countryName(code: string): string {
  const name = countryNames.get(code) ?? (code && countryWords(code))
  countryNames.set(code, name)
  return name
}

/** Separates cells in no language, so that a list stays in its cell whoever opens it. */
const betweenItems = ' | '

/** What a spreadsheet in this language splits a line at: where the comma is in numbers, it can't be between cells. */
export function separatorOf(locale: string): ',' | ';' {
  const parts = new Intl.NumberFormat(locale).formatToParts(0.5)
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ';' : ','
}

/** What people typed, in one line and never a formula. */
function text(value: string): string {
  return guardFormula(cleanLine(value))
}

function heads(): string[] {
  return [
    m.csv_name(),
    fieldLabel('internalReference'),
    m.csv_customer_id(),
    fieldLabel('managementType'),
    fieldLabel('services'),
    m.csv_service_status(),
    m.csv_status(),
    m.csv_added(),
    m.csv_modified(),
    fieldLabel('country'),
    fieldLabel('city'),
    m.csv_contact(),
    fieldLabel('workEmail'),
    fieldLabel('tags'),
  ]
}

function cells(row: CustomerRowView): (string | number)[] {
  return [
    text(row.companyName),
    text(row.internalReference),
    row.customerId ?? '',
    managementTypeWords(row.managementType),
    row.services.map(serviceName).join(betweenItems),
    // In the same order; of what waits on this device nobody knows any.
    row.customerId === null ? '' : row.shownServices.map(({ status }) => serviceStatusWords(status)).join(betweenItems),
    statusWords(row.customerId === null ? 'queued' : row.status),
    new Date(row.addedAt).toISOString(),
    new Date(row.modifiedAt).toISOString(),
    countryName(row.country),
    text(row.city),
    text(row.contactName),
    text(row.workEmail),
    text(row.tags.join(betweenItems)),
  ]
}

/**
 * The rows as CSV that a spreadsheet opens as it is meant: UTF-8 with a mark, CRLF, and nothing that would run as
 * a formula. Lets the page breathe between chunks and says how far it is.
 */
export async function writeCustomersCsv(
  rows: readonly CustomerRowView[],
  onprogress?: (done: number) => void,
): Promise<Blob> {
  const options = { delimiter: separatorOf(formatLocale()), newline: '\r\n' } as const
  const parts = [`\uFEFF${Papa.unparse([heads()], options)}\r\n`]
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const chunk = rows.slice(start, start + rowsAtOnce)
    parts.push(`${Papa.unparse(chunk.map(cells), options)}\r\n`)
    onprogress?.(start + chunk.length)
    await new Promise((resume) => setTimeout(resume))
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' })
}
