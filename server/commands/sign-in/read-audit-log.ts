/** The organisation's audit log, for whoever may see it: in pages, or as a whole to take away. */
import type { AuditEntry, AuditSubject } from '#shared/domain/audit-entry.ts'
import type { BrowserName } from '#shared/domain/browser-name.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { Access } from '../../auth/access.ts'
import type { Database } from '../../database/connection.ts'
import { listAuditEntries, type AuditQuestion } from '../../database/repository/audit.ts'
import { findUsers } from '../../database/repository/user.ts'
import type { Services } from '../../services.ts'
import { auditAlone, operator, type AuditedSubject } from '../audit.ts'

type Detail = Partial<BrowserName> & { subject?: AuditedSubject }

const pageSize = 100
/** Of one export; more is asked for with a narrower filter. */
const exportedAtMost = 20_000

/** `next`: what a page after this one is asked for with. Throws Refusal: not-permitted. */
export async function readAuditLog(
  services: Pick<Services, 'database'>,
  access: Access,
  question: Omit<AuditQuestion, 'limit'>,
): Promise<{ entries: AuditEntry[]; hasMore: boolean }> {
  const entries = await findEntries(services, access, { ...question, limit: pageSize + 1 })
  return { entries: entries.slice(0, pageSize), hasMore: entries.length > pageSize }
}

/** That somebody took it away is in it, too. Throws Refusal: not-permitted. */
export async function exportAuditLog(services: Services, access: Access, event: string | null): Promise<AuditEntry[]> {
  const entries = await findEntries(services, access, { event, before: null, limit: exportedAtMost })
  const person = { id: access.userId, organisation_id: access.organisationId }
  await auditAlone(services, { event: 'audit-log-exported', person, facts: { entries: entries.length } })
  return entries
}

async function findEntries(
  { database }: Pick<Services, 'database'>,
  { organisationId, permissions }: Access,
  question: AuditQuestion,
): Promise<AuditEntry[]> {
  if (!permissions.has('view-audit-log')) throw new Refusal('not-permitted')
  const rows = await listAuditEntries(database, organisationId, question)
  const details = rows.map(({ detail }) => JSON.parse(detail) as Detail)
  const people = await findPeople(
    database,
    details.flatMap(({ subject }) => (subject?.kind === 'person' ? [subject.id as UserId] : [])),
  )
  return rows.map((row, index) => {
    const { browser = null, system = null, subject } = details[index]!
    const { id, at, event } = row
    const person = actorOf(row, organisationId)
    const isOperator = row.user_id === operator
    return { id, at, event, person, isOperator, browser, system, subject: subjectOf(subject, people) }
  })
}

type Named = NonNullable<AuditEntry['person']>
type Row = Awaited<ReturnType<typeof listAuditEntries>>[number]

/** Somebody of another organisation is known by that, and masked (M23). */
function actorOf(row: Row, organisationId: OrganisationId): Named | null {
  const { first_name, last_name, email, works_for, organisation_name } = row
  if (email === null) return null
  if (works_for === organisationId) return { firstName: first_name ?? '', lastName: last_name ?? '', email }
  return { firstName: organisation_name ?? '', lastName: '', email: maskEmail(email) }
}

function subjectOf(subject: AuditedSubject | undefined, people: ReadonlyMap<string, Named>): AuditSubject | null {
  if (!subject) return null
  const { kind, id, name, from, to } = subject
  const person = people.get(id)
  const called = person ? fullName(person.firstName, person.lastName) : (name ?? id)
  return { kind, name: called, email: person?.email ?? null, from, to }
}

async function findPeople(database: Database, ids: readonly UserId[]): Promise<ReadonlyMap<string, Named>> {
  const users = await findUsers(database, [...new Set(ids)])
  return new Map(
    users.map(({ id, first_name, last_name, email }) => [id, { firstName: first_name, lastName: last_name, email }]),
  )
}
