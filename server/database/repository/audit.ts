/** The audit log of organisations. There is no way to change or delete what is in it. */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { inChunks } from '../in-chunks.ts'
import type { Schema } from '../schema.ts'
import type { AuditEntryTable } from '../tables/sign-in-tables.ts'

export async function insertAuditEntry(database: Kysely<Schema>, entry: AuditEntryTable): Promise<void> {
  await database.insertInto('audit_entry').values(entry).execute()
}

/** Those that it lacks; what another node puts in meanwhile stands once. */
export async function insertMissingEntries(
  database: Kysely<Schema>,
  entries: readonly AuditEntryTable[],
): Promise<number> {
  let added = 0
  for (const chunk of inChunks(entries)) {
    const insert = database.insertInto('audit_entry').values(chunk)
    const results = await insert.onConflict((conflict) => conflict.column('id').doNothing()).execute()
    for (const { numInsertedOrUpdatedRows = 0n } of results) added += Number(numInsertedOrUpdatedRows)
  }
  return added
}

export interface AuditQuestion {
  /** Only entries of this event. */
  event: string | null
  /** Only what came before this entry. */
  before: { at: number; id: string } | null
  limit: number
}

/** The latest first, with who did it as they are called now. */
export async function listAuditEntries(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
  { event, before, limit }: AuditQuestion,
) {
  return database
    .selectFrom('audit_entry')
    .leftJoin('user', 'user.id', 'audit_entry.user_id')
    .leftJoin('organisation', 'organisation.id', 'user.organisation_id')
    .selectAll('audit_entry')
    .select(['user.first_name', 'user.last_name', 'user.email', 'user.organisation_id as works_for'])
    .select('organisation.name as organisation_name')
    .where('audit_entry.organisation_id', '=', organisationId)
    .$if(event !== null, (query) => query.where('audit_entry.event', '=', event as AuditEntryTable['event']))
    .$if(before !== null, (query) =>
      query.where(({ eb, or, and }) =>
        or([
          eb('audit_entry.at', '<', before!.at),
          and([eb('audit_entry.at', '=', before!.at), eb('audit_entry.id', '<', before!.id)]),
        ]),
      ),
    )
    .orderBy('audit_entry.at', 'desc')
    .orderBy('audit_entry.id', 'desc')
    .limit(limit)
    .execute()
}
