/** A line in the organisation's audit log, and the same in the server's log, where nobody is named. */
import type { AuditEvent, AuditState } from '#shared/domain/audit-entry.ts'
import type { BrowserName } from '#shared/domain/browser-name.ts'
import type { ItemId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { insertAuditEntry } from '../database/repository/audit.ts'
import type { AuditEntryTable } from '../database/tables/sign-in-tables.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'

/** Whoever runs the server, by its command line. */
export const operator = '' as UserId

/** What something was done to. */
export interface AuditedSubject {
  kind:
    | 'person'
    | 'role'
    | 'customer-group'
    | 'customer'
    | 'msp-profile'
    | 'asking-msp'
    | 'custody'
    | 'service-record'
    | 'devices'
    | 'api-key'
    | 'session'
  id: string
  /** Of a role or group, which may be gone when it is read; others are named then. */
  name: string | null
  /** Both null where nothing of it differs. */
  from: AuditState | null
  to: AuditState | null
}

export interface Audited {
  event: AuditEvent
  /** Who did it, or whose sign-in it is about; and the organisation in whose log it stands. */
  person: { id: UserId; organisation_id: OrganisationId }
  device?: BrowserName
  /** What it was done to, where that isn't the person's own. */
  subject?: AuditedSubject
  /** For the server's log besides: ids and counts only. */
  facts?: Record<string, unknown>
  /**
   * What it tells is in the journal, which brings it back after a restore, and this with it (SYNC3): the decision's item, whose
   * outcome may be there, or null, where it is there in any case.
   */
  journalled?: ItemId | null
}

/** With what the transaction does, or not at all. */
export async function audit(
  { services, unit }: { services: Pick<Services, 'log' | 'revocations'>; unit: UnitOfWork },
  audited: Audited,
): Promise<void> {
  const entry = entryOf(audited, unit.ids.randomId(), unit.now)
  await insertAuditEntry(unit.trx, entry)
  unit.afterCommit(() => {
    note(services, audited)
    keep(services, audited, entry)
  })
}

function keep(
  { revocations }: Pick<Services, 'revocations'>,
  { journalled: itemId }: Audited,
  { id, organisation_id: organisationId, at, event, user_id: userId, detail }: AuditEntryTable,
): void {
  if (itemId === undefined || (itemId !== null && !revocations.hasItem(itemId))) return
  revocations.audited({ id, organisationId, itemId, at, event, userId, detail })
}

/** Of what changes nothing else: somebody failed, or was held back. */
export async function auditAlone(
  services: Pick<Services, 'log' | 'database' | 'ids' | 'clock'>,
  audited: Audited,
): Promise<void> {
  await insertAuditEntry(services.database, entryOf(audited, services.ids.randomId(), services.clock.now()))
  note(services, audited)
}

/** As {@link auditAlone}, written after the answer: no time tells strangers whether there is such a person. */
export function auditOnceAnswered(
  services: Pick<Services, 'log' | 'database' | 'ids' | 'clock'>,
  audited: Audited,
): void {
  const entry = entryOf(audited, services.ids.randomId(), services.clock.now())
  note(services, audited)
  setImmediate(() => {
    insertAuditEntry(services.database, entry).catch(() =>
      services.log.error({ event: audited.event }, 'an entry of the audit log could not be written'),
    )
  })
}

function entryOf({ event, person, device, subject }: Audited, id: string, at: number): AuditEntryTable {
  return {
    id,
    organisation_id: person.organisation_id,
    at,
    event,
    user_id: person.id,
    detail: JSON.stringify({ ...device, ...(subject && { subject }) }),
  }
}

function note({ log }: Pick<Services, 'log'>, { event, person, subject, facts }: Audited): void {
  log.security(event, { user: person.id, ...(subject && { subject: subject.id }), ...facts })
}
