/**
 * A list of companies as people have it, read into `ADD CUSTOMER` forms: with the encodings, separators, headers and
 * country names that spreadsheets write. Nothing is left out in silence: whatever is, is named by row and column.
 */
import countries from 'i18n-iso-countries'
import Papa from 'papaparse'
import { textLimits } from '#shared/domain/account/account-field.ts'
import { customerFormSchema, type CustomerForm } from '#shared/domain/account/customer-form.ts'
import { emptyCustomerForm } from '#shared/domain/account/empty-customer-form.ts'
import { fieldErrorsOf } from '#shared/domain/refusal.ts'
import { cleanField } from '#shared/domain/text/clean-field.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { unguardFormula } from '#shared/domain/text/formula.ts'
import { CommandFailure } from './command-line.ts'

export interface CustomersRead {
  /** `row`: as a spreadsheet counts, the headers are the first. */
  customers: { row: number; form: CustomerForm }[]
  /** Rows that no customer could be made of, and why. */
  skipped: string[]
  /** What of the others was left out or cut, and why. */
  leftOut: string[]
}

type FormField = Exclude<keyof CustomerForm, 'managementType' | 'services' | 'internalReference'>

/** Field → its headers, in the form that {@link headerName} gives them; of several columns the values are joined. */
const columns: Partial<Record<FormField, string[]>> = {
  companyName: ['name', 'company_name', 'company'],
  country: ['country'],
  address1: ['address_1', 'address1', 'address'],
  address2: ['address_2', 'address2', 'address_3', 'address3'],
  city: ['city'],
  state: ['state_province', 'state'],
  zip: ['postal_code', 'zip', 'zip_code', 'postcode'],
  phone: ['phone'],
  website: ['website_url', 'website'],
  contactFirstName: ['contact_first_name', 'first_name'],
  contactLastName: ['contact_last_name', 'last_name'],
  contactPhone: ['contact_phone'],
  workEmail: ['contact_email', 'work_email', 'email'],
}

/** Left out where they can't be right, rather than the whole company. */
const dispensable = ['phone', 'contactPhone', 'website'] as const

const problems: Record<string, string> = {
  required: 'is missing',
  'name-required': 'has neither a first nor a last name',
  email: 'is no email address',
  phone: 'is no phone number',
  website: 'is no web address',
}

/** Names that people use and no list of countries has. */
const otherNames: Record<string, string> = {
  England: 'GB',
  Scotland: 'GB',
  Wales: 'GB',
  'Northern Ireland': 'GB',
  'Great Britain': 'GB',
  UK: 'GB',
  'Isle of Man': 'IM',
  BRD: 'DE',
  Holland: 'NL',
}

/** `DE`, `DEU`, `Germany`, `Deutschland`, `독일` → `DE`; empty where no country is meant. */
export function countryCode(text: string): string {
  const name = cleanLine(text)
  const code = name.toUpperCase()
  const other = Object.keys(otherNames).find((known) => known.toUpperCase() === code)
  if (other) return otherNames[other]!
  if (/^[A-Z]{2}$/.test(code) && countries.isValid(code)) return code
  if (/^[A-Z]{3}$/.test(code) && countries.isValid(code)) return countries.alpha3ToAlpha2(code) ?? ''
  for (const language of ['en', 'de', 'ko']) {
    const found = countries.getAlpha2Code(name, language)
    if (found) return found
  }
  return ''
}

/** UTF-16 and UTF-8 as spreadsheets mark them; what is no UTF-8 is what older ones write in Western Europe. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** `Company Name`, `COMPANY_NAME` → `company_name`. */
function headerName(header: string): string {
  return cleanLine(header)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
}

/** Lines of cells; the first line may name the separator, and is no row for a spreadsheet either. */
function readCells(text: string): string[][] {
  const separator = /^sep=(.)\r?\n/i.exec(text)
  const { data } = Papa.parse<string[]>(separator ? text.slice(separator[0].length) : text, {
    delimiter: separator?.[1] ?? '',
    skipEmptyLines: false,
  })
  return data.map((line) => line.map(unguardFormula))
}

/** Every fourth customer is jointly managed, so that a list has both kinds. Throws where there is no column of names. */
export function readCustomers(bytes: Uint8Array, limit = Infinity): CustomersRead {
  const cells = readCells(decodeText(bytes))
  const headers = (cells[0] ?? []).map(headerName)
  if (!columns.companyName!.some((name) => headers.includes(name)))
    throw new CommandFailure('The first line of the file has no column “name”.')
  const read: CustomersRead = { customers: [], skipped: [], leftOut: [] }
  const known = new Set(Object.values(columns).flat())
  for (const [place, header] of headers.entries())
    if (header !== '' && !known.has(header)) read.leftOut.push(`column ${cells[0]![place]}: not read`)
  const lines = cells
    .map((line, place) => ({ line, row: place + 1 }))
    .slice(1)
    .filter(({ line }) => line.some((cell) => cleanLine(cell) !== ''))
  for (const [index, { line, row }] of lines.slice(0, limit).entries()) readRow(read, headers, line, row, index)
  return read
}

function readRow(read: CustomersRead, headers: readonly string[], line: readonly string[], row: number, index: number) {
  const leftOut = (column: string, why: string) => read.leftOut.push(`row ${row}, ${column}: ${why}`)
  const valueOf = (names: readonly string[]) =>
    names
      .map((name) => line[headers.indexOf(name)] ?? '')
      .filter((value) => cleanLine(value) !== '')
      .join(', ')
  for (const extra of line.slice(headers.length).filter(Boolean))
    leftOut('beyond the last column', JSON.stringify(extra))

  const form: CustomerForm = {
    ...emptyCustomerForm,
    managementType: index % 4 === 0 ? 'jointly' : 'fully',
    services: index % 3 === 0 ? ['knox-manage', 'knox-asset-intelligence'] : ['knox-suite'],
    internalReference: `L-${String(index + 1).padStart(5, '0')}`,
  }
  for (const [field, names] of Object.entries(columns) as [FormField, string[]][]) {
    const written = valueOf(names)
    const value = field === 'country' ? countryCode(written) : cleanField(field, written)
    const limit = textLimits[field]!
    if (value.length > limit) leftOut(columnOf(field), `cut to ${limit} characters, it had ${value.length}`)
    Object.assign(form, { [field]: value.slice(0, limit) })
  }

  const parsed = customerFormSchema.safeParse(form)
  const errors = parsed.success ? {} : fieldErrorsOf(parsed.error)
  for (const field of dispensable) {
    if (!(field in errors)) continue
    leftOut(columnOf(field), `${JSON.stringify(form[field])} ${problems[errors[field]!] ?? errors[field]}`)
    form[field] = ''
  }
  const needed = Object.entries(errors).filter(([field]) => !dispensable.some((each) => each === field))
  const reasons = needed.map(([field, code]) => {
    const written = valueOf(columns[field as FormField] ?? [])
    const why = field === 'country' && written !== '' ? 'is no country' : (problems[code] ?? code)
    return `${columnOf(field)}${written === '' ? '' : ` ${JSON.stringify(written)}`} ${why}`
  })
  if (reasons.length > 0) read.skipped.push(`row ${row}: ${reasons.join(', ')}`)
  else read.customers.push({ row, form })
}

/** As the file's usual header says it. */
function columnOf(field: string): string {
  return columns[field as FormField]?.[0] ?? field
}
