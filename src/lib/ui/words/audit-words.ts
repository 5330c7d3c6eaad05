import type { AuditEntry, AuditEvent, AuditState } from '#shared/domain/audit-entry.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { audits } from '../../../i18n/compiled/words/audits.js'
import { permissionWords } from '../team/permission-words.ts'
import { personRoleWords, scopeWords } from '../team/person-words.ts'
import { knownWords } from './known-words.ts'
import { formatNumber } from './time-words.ts'

/** What happened, as a line of the audit log says it. */
export const auditWords = knownWords<AuditEvent>(audits)

/** What differs, before and after; empty where nothing does. `kind`: of the organisation whose log it is. */
export function auditChangeWords({ subject }: Pick<AuditEntry, 'subject'>, kind: OrganisationKind | undefined): string {
  if (!subject) return ''
  const from = stateWords(subject.from, kind)
  const to = stateWords(subject.to, kind)
  return from && to ? m.audit_becomes({ from, to }) : to || from
}

function stateWords(state: AuditState | null, kind: OrganisationKind | undefined): string {
  if (!state) return ''
  const { role, scope, permissions, customers, people, seats, unsent } = state
  const said = [
    role && personRoleWords(role, kind),
    scope && kind === 'msp' && scopeWords(scope),
    permissions?.map((each) => permissionWords(each, kind)).join(', '),
    customers !== undefined && m.group_count({ count: formatNumber(customers) }),
    seats !== undefined && m.licence_seats_count({ count: seats, shown: formatNumber(seats) }),
    unsent !== undefined && m.audit_unsent_deleted({ count: unsent, shown: formatNumber(unsent) }),
    people !== undefined && m.role_people({ count: formatNumber(people) }),
  ]
  return said.filter(Boolean).join(' · ')
}
