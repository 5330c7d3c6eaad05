/**
 * What the audit log told of what the journal brings back is told again, once, as of then and by whom (SYNC3). What a device does
 * once more leaves its own line, and what the journal said in vain none.
 */
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Database } from '../database/connection.ts'
import { inChunks } from '../database/in-chunks.ts'
import { insertMissingEntries } from '../database/repository/audit.ts'
import { listErasures } from '../database/repository/customer/erasure.ts'
import { organisationNames } from '../database/repository/organisation.ts'
import type { JournalledAudit } from '../database/journal-entries.ts'
import type { AuditEntryTable } from '../database/tables/sign-in-tables.ts'
import type { Services } from '../services.ts'
import { findLost } from './find-lost.ts'

/** `spared`: about whom the journal was not followed. How many lines were missing. */
export async function replayAudited(services: Services, spared: ReadonlySet<string>): Promise<number> {
  const { database, revocations } = services
  const items = revocations.itemsAfter(-1)
  const lost = new Set(await findLost(services, items))
  const brought = revocations
    .allAudited()
    .filter(({ itemId }) => itemId === null || (lost.has(itemId) && !spared.has(items.get(itemId)!.subject)))
  const standing = await findStanding(
    database,
    brought.map((entry) => entry.organisationId),
  )
  const erasedAt = new Map((await listErasures(database)).map((row) => [row.organisation_id, row.at]))
  const missing = brought.filter(
    ({ organisationId, at }) => standing.has(organisationId) && at > (erasedAt.get(organisationId) ?? -1),
  )
  return insertMissingEntries(database, missing.map(rowOf))
}

async function findStanding(database: Database, ids: readonly OrganisationId[]): Promise<Set<OrganisationId>> {
  const standing = new Set<OrganisationId>()
  for (const chunk of inChunks([...new Set(ids)]))
    for (const id of (await organisationNames(database, chunk)).keys()) standing.add(id)
  return standing
}

function rowOf({ id, organisationId: organisation_id, at, event, userId, detail }: JournalledAudit): AuditEntryTable {
  return { id, organisation_id, at, event, user_id: userId as AuditEntryTable['user_id'], detail }
}
