/** What each side may download of a relationship that is over (M17): marked at the end, and deleted when its time is up. */
import type { Kysely } from 'kysely'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { AccountExportTable } from '../../tables/former-relationship-table.ts'
import type { ChangeTable, Schema } from '../../schema.ts'

/** What is marked already stays as it was. */
export async function insertExport(database: Kysely<Schema>, row: AccountExportTable): Promise<void> {
  await database
    .insertInto('account_export')
    .values(row)
    .onConflict((conflict) => conflict.columns(['relationship_id', 'side']).doNothing())
    .execute()
}

/** A side's own, while its time lasts. */
export async function findExport(
  database: Kysely<Schema>,
  {
    organisationId,
    relationshipId,
    now,
  }: { organisationId: OrganisationId; relationshipId: RelationshipId; now: number },
): Promise<AccountExportTable | undefined> {
  return database
    .selectFrom('account_export')
    .selectAll()
    .where('relationship_id', '=', relationshipId)
    .where('organisation_id', '=', organisationId)
    .where('until_at', '>', now)
    .executeTakeFirst()
}

/** Until when, by relationship. */
export async function readExportTimes(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
): Promise<Map<string, number>> {
  const rows = await database
    .selectFrom('account_export')
    .select(['relationship_id', 'until_at'])
    .where('organisation_id', '=', organisationId)
    .execute()
  return new Map(rows.map((row) => [row.relationship_id, row.until_at]))
}

export async function deleteOldExports(database: Kysely<Schema>, now: number): Promise<void> {
  await database.deleteFrom('account_export').where('until_at', '<=', now).execute()
}

type Marked = Pick<AccountExportTable, 'side' | 'relationship_id' | 'customer_id' | 'marked_at' | 'documents'>

/** What this side saw of the log at the end. */
export function selectLogOf(database: Kysely<Schema>, marked: Marked) {
  const log = database.selectFrom('change').selectAll('change').where('change.received_at', '<=', marked.marked_at)
  if (marked.side === 'msp') return log.where('change.relationship_id', '=', marked.relationship_id)
  const documents = JSON.parse(marked.documents) as ChangeTable['document_id'][]
  return log
    .where('change.customer_id', '=', marked.customer_id)
    .where('change.audience', '=', 'both')
    .where(({ eb, or }) =>
      // What the customer has edited since is in another document, whatever a node's clock says.
      or([eb('change.document_id', 'is', null), eb('change.document_id', 'in', documents)]),
    )
}

/** The next of it, oldest first. */
export async function readLogOf(
  database: Kysely<Schema>,
  marked: Marked,
  after: Pick<ChangeTable, 'received_at' | 'id'> | null,
  limit: number,
): Promise<ChangeTable[]> {
  const log = selectLogOf(database, marked)
  const behind = after
    ? log.where(({ and, eb, or }) =>
        or([
          eb('change.received_at', '>', after.received_at),
          and([eb('change.received_at', '=', after.received_at), eb('change.id', '>', after.id)]),
        ]),
      )
    : log
  return behind.orderBy('change.received_at').orderBy('change.id').limit(limit).execute()
}
