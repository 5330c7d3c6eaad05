/** The organisation's audit log, for whoever may see it: in pages, or as a whole to take away. */
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import type { BrowserName } from '#shared/domain/browser-name.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Access } from '../../auth/access.ts'
import { listAuditEntries, type AuditQuestion } from '../../database/repository/audit.ts'
import type { Services } from '../../services.ts'
import { auditAlone } from '../audit.ts'

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
  return rows.map(({ id, at, event, detail, first_name, last_name, email }) => {
    const { browser = null, system = null } = JSON.parse(detail) as Partial<BrowserName>
    const person = email === null ? null : { firstName: first_name ?? '', lastName: last_name ?? '', email }
    return { id, at, event, person, browser, system }
  })
}
