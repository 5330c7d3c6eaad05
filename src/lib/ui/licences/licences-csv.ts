import { stateOfLicence } from '#shared/domain/licence/licence.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { serviceName } from '../customer-list/customer-row.ts'
import { csvText, writeCsv } from '../table/write-csv.ts'
import { keyWords, licenceStateWords, licenceTypeWords } from './licence-words.ts'
import type { LicenceLine } from './LicenceTable.svelte'

/** The licences that are shown. */
export async function writeLicencesCsv(lines: readonly LicenceLine[], now: number): Promise<Blob> {
  const heads = [
    m.licence_service(),
    m.licence_type(),
    m.licence_name(),
    m.licence_key(),
    m.licence_status(),
    m.licence_purchased(),
    m.licence_assigned(),
    m.licence_used(),
    m.licence_remaining(),
    m.licence_starts(),
    m.licence_ends(),
    m.licence_holders(),
  ]
  const cells = ({ licence, holders, remaining }: LicenceLine) => [
    csvText(serviceName(licence.service)),
    licenceTypeWords(licence.type),
    csvText(licence.name),
    csvText(keyWords(licence)),
    licenceStateWords(stateOfLicence(licence, now)),
    String(licence.seats),
    String(licence.assigned),
    String(licence.used),
    String(remaining),
    licence.startsOn,
    licence.endsOn,
    csvText(holders),
  ]
  return writeCsv(heads, lines, cells)
}
