// Loaded when somebody downloads: the CSV writer is not part of the page.
import Papa from 'papaparse'
import type { UploadRecord } from '#shared/domain/device/upload.ts'
import type { ResellerRow } from '#shared/domain/reseller/reseller-row.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { guardFormula } from '#shared/domain/text/formula.ts'
import { linkStatuses } from '../../../i18n/compiled/words/linkStatuses.js'
import { uploadDeliveries } from '../../../i18n/compiled/words/uploadDeliveries.js'
import * as m from '../../../i18n/compiled/messages.js'
import { separatorOf } from '../table/write-csv.ts'
import { knownWords } from '../words/known-words.ts'
import { uploadStateWords } from '../words/status-words.ts'
import { formatLocale } from '../words/time-words.ts'
import { locationWords } from './location-words.ts'

const text = (value: string) => guardFormula(cleanLine(value))
const iso = (at: number | null) => (at === null ? '' : new Date(at).toISOString())
const statusWords = knownWords(linkStatuses)
const deliveryWords = knownWords(uploadDeliveries)

export function resellerCustomersCsv(rows: readonly ResellerRow[]): Blob {
  const heads = [
    m.csv_name(),
    m.reseller_csv_msp(),
    m.reseller_csv_own_name(),
    m.reseller_reference(),
    m.device_party(),
    m.reseller_csv_location(),
    m.reseller_csv_last(),
    m.reseller_csv_uploads(),
    m.reseller_csv_devices(),
    m.csv_status(),
  ]
  const lines = rows.map((row) => [
    text(row.name),
    row.isMsp ? m.reseller_tag_msp() : '',
    text(row.ownName ?? ''),
    text(row.reference),
    row.shownId,
    text(locationWords(row.location)),
    iso(row.lastUploadedAt),
    row.uploads,
    row.devices,
    statusWords(row.status),
  ])
  return csv([heads, ...lines])
}

export function uploadsCsv(row: ResellerRow, uploads: readonly UploadRecord[]): Blob {
  const heads = [
    m.upload_csv_at(),
    m.csv_name(),
    m.device_party(),
    m.reseller_reference(),
    m.device_order_number(),
    m.device_order_date(),
    m.upload_csv_rows(),
    m.reseller_csv_devices(),
    m.upload_csv_refused(),
    m.upload_csv_delivery(),
    m.upload_csv_state(),
  ]
  const lines = uploads.map((upload) => [
    iso(upload.at),
    text(row.name),
    row.shownId,
    text(row.reference),
    text(upload.orderNumber),
    upload.orderDate,
    upload.rows,
    upload.devices,
    upload.refused,
    deliveryWords(upload.delivery),
    uploadStateWords(upload.state),
  ])
  return csv([heads, ...lines])
}

function csv(lines: (string | number)[][]): Blob {
  const written = Papa.unparse(lines, { delimiter: separatorOf(formatLocale()), newline: '\r\n' })
  return new Blob(['\ufeff', written, '\r\n'], { type: 'text/csv;charset=utf-8' })
}
