// Loaded when somebody downloads: the CSV writer is not part of the page.
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import { joinRuns } from '#shared/domain/document/intent.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { csvText, writeCsv } from '../table/write-csv.ts'
import { eventWords } from '../words/event-words.ts'
import { fieldLabel, fieldValueWords } from '../words/field-words.ts'
import type { ActivityLineView } from './activity-line.ts'
import { lineMarks } from './line-marks.ts'

/** What was done, what stood there and what stands there now. */
function said(detail: ActivityDetail): [what: string, before: string, after: string] {
  if (detail.type === 'decision') return [eventWords(detail.event), '', '']
  const field = fieldLabel(detail.field)
  if (detail.type === 'text') return [field, joinRuns(detail.deleted), joinRuns(detail.inserted)]
  if (detail.type === 'field-lost')
    return [
      `${field}: ${m.activity_csv_lost()}`,
      fieldValueWords(detail.field, detail.lost),
      fieldValueWords(detail.field, detail.kept),
    ]
  return [field, fieldValueWords(detail.field, detail.before), fieldValueWords(detail.field, detail.after)]
}

/** Times in UTC. `now`: of what is said about a line. */
export function activityCsv(lines: readonly ActivityLineView[], now: number): Promise<Blob> {
  const heads = [
    m.audit_time(),
    m.activity_csv_received(),
    m.activity_csv_organisation(),
    m.audit_person(),
    m.activity_page_customer(),
    m.csv_customer_id(),
    m.activity_csv_what(),
    m.activity_csv_before(),
    m.activity_csv_after(),
    m.activity_csv_marks(),
  ]
  return writeCsv(heads, lines, (line) => [
    new Date(line.at).toISOString(),
    line.waiting ? '' : new Date(line.receivedAt).toISOString(),
    csvText(line.actor.organisationName),
    csvText(line.actor.person),
    csvText(line.customerName),
    line.customerId,
    ...said(line.detail).map(csvText),
    lineMarks(line, now).join(' | '),
  ])
}
