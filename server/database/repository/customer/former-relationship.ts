/** What stays of relationships that are over (M28): written once, at the end. */
import type { Kysely } from 'kysely'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import type { FormerRelationshipTable } from '../../tables/former-relationship-table.ts'
import type { ChangeTable, Schema } from '../../schema.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'

/** Tells both sides. What is noted already stays as it was. */
export async function noteFormer(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  row: FormerRelationshipTable,
): Promise<void> {
  const noted = await unit.trx
    .insertInto('former_relationship')
    .values(row)
    .onConflict((conflict) => conflict.column('relationship_id').doNothing())
    .executeTakeFirst()
  if (noted.numInsertedOrUpdatedRows !== 1n) return
  publishFormer(unit, row.msp_id, [row.id], '')
  publishFormer(unit, row.customer_id, [row.id], row.customer_id)
}

function publishFormer(
  unit: Pick<UnitOfWork, 'publish'>,
  organisationId: OrganisationId,
  ids: string[],
  root: string,
): void {
  unit.publish({ organisationId, collection: formerRelationshipKind.name, key: ids, root })
}

/** Some of this MSP's people see other customers than before. */
export async function publishFormerCustomers(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  mspId: OrganisationId,
): Promise<void> {
  const rows = await unit.trx.selectFrom('former_relationship').select('id').where('msp_id', '=', mspId).execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) publishFormer(unit, mspId, ids, '')
}

/** The decision that last asked for a delink of this relationship. */
export async function findDelinkRequest(
  database: Kysely<Schema>,
  id: RelationshipId,
): Promise<Pick<ChangeTable, 'actor_user_id' | 'actor_organisation_id'> | undefined> {
  return database
    .selectFrom('change')
    .select(['actor_user_id', 'actor_organisation_id'])
    .where('relationship_id', '=', id)
    .where('detail', 'like', '%"delink-requested"%')
    .where('document_id', 'is', null)
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}
