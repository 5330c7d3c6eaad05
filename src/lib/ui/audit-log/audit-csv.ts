// Loaded when somebody downloads: the CSV writer is not part of the page.
import Papa from 'papaparse'
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { guardFormula } from '#shared/domain/text/formula.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { separatorOf } from '../table/write-csv.ts'
import { auditChangeWords, auditWords } from '../words/audit-words.ts'
import { nameDevice } from '../words/device-words.ts'
import { formatLocale } from '../words/time-words.ts'

/** As a spreadsheet opens it: times in UTC, and nothing that it would take for a formula. */
export function auditCsv(entries: readonly AuditEntry[], kind: OrganisationKind | undefined): Blob {
  const text = (value: string) => guardFormula(cleanLine(value))
  const of = [m.audit_time(), m.audit_event(), m.audit_person(), m.field_work_email(), m.audit_device()]
  const heads = [...of, m.audit_subject(), m.audit_change()]
  const rows = entries.map(({ at, event, person, subject, ...device }) => [
    new Date(at).toISOString(),
    text(auditWords(event)),
    text(person ? fullName(person.firstName, person.lastName) : ''),
    text(person?.email ?? ''),
    text(nameDevice(device) ?? ''),
    text(subject ? [subject.name, subject.email].filter(Boolean).join(' ') : ''),
    text(auditChangeWords({ subject }, kind)),
  ])
  const csv = Papa.unparse([heads, ...rows], { delimiter: separatorOf(formatLocale()), newline: '\r\n' })
  return new Blob(['\ufeff', csv], { type: 'text/csv;charset=utf-8' })
}
