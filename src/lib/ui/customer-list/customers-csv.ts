import * as m from '../../../i18n/compiled/messages.js'
import { csvText, writeCsv } from '../table/write-csv.ts'
import { countryWords, fieldLabel } from '../words/field-words.ts'
import { managementTypeWords, serviceStatusWords, statusWords } from '../words/status-words.ts'
import { serviceName, type CustomerRowView } from './customer-row.ts'

const countryNames = new Map<string, string>()

/** Asked fifty thousand times: the browser's own names are looked up once each. */
function countryName(code: string): string {
  const name = countryNames.get(code) ?? (code && countryWords(code))
  countryNames.set(code, name)
  return name
}

/** Separates cells in no language, so that a list stays in its cell whoever opens it. */
const betweenItems = ' | '

function heads(): string[] {
  return [
    m.csv_name(),
    fieldLabel('internalReference'),
    m.csv_customer_id(),
    fieldLabel('managementType'),
    fieldLabel('services'),
    m.csv_service_status(),
    m.csv_devices(),
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
    csvText(row.companyName),
    csvText(row.internalReference),
    row.customerId ?? '',
    managementTypeWords(row.managementType),
    row.services.map(serviceName).join(betweenItems),
    // In the same order; of what waits on this device nobody knows any.
    row.customerId === null ? '' : row.shownServices.map(({ status }) => serviceStatusWords(status)).join(betweenItems),
    row.devices,
    statusWords(row.customerId === null ? 'queued' : row.status),
    new Date(row.addedAt).toISOString(),
    new Date(row.modifiedAt).toISOString(),
    countryName(row.country),
    csvText(row.city),
    csvText(row.contactName),
    csvText(row.workEmail),
    csvText(row.tags.join(betweenItems)),
  ]
}

export async function writeCustomersCsv(
  rows: readonly CustomerRowView[],
  onprogress?: (done: number) => void,
): Promise<Blob> {
  return writeCsv(heads(), rows, cells, onprogress)
}
