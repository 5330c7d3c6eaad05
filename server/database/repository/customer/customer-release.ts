/** Announcements by an operator that a customer is its people's again (C8). At most one of a relationship is open. */
import type { Kysely } from 'kysely'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../../connection.ts'
import type { CustomerReleaseTable } from '../../tables/former-relationship-table.ts'
import type { RelationshipTable } from '../../tables/relationship-table.ts'
import type { Schema } from '../../schema.ts'

export async function insertRelease(database: Kysely<Schema>, release: CustomerReleaseTable): Promise<void> {
  await database.insertInto('customer_release').values(release).execute()
}

/** It is locked behind its relationship. */
export async function findRelease(
  database: Kysely<Schema>,
  id: string,
  { lock = false } = {},
): Promise<CustomerReleaseTable | undefined> {
  const query = database.selectFrom('customer_release').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(query) : query).executeTakeFirst()
}

export async function findOpenRelease(
  database: Kysely<Schema>,
  relationshipId: RelationshipId,
): Promise<CustomerReleaseTable | undefined> {
  return openOnes(database).where('relationship_id', '=', relationshipId).executeTakeFirst()
}

export async function listOpenReleases(
  database: Kysely<Schema>,
  mspId: OrganisationId,
): Promise<CustomerReleaseTable[]> {
  return openOnes(database).where('msp_id', '=', mspId).orderBy('due_at').execute()
}

/** The longest due first. */
export async function listDueReleases(database: Kysely<Schema>, now: number): Promise<CustomerReleaseTable[]> {
  return openOnes(database).where('due_at', '<=', now).orderBy('due_at').execute()
}

/** The latest first, with what is called what, and whether there still is something to release. */
export async function listReleases(
  database: Kysely<Schema>,
  { limit }: { limit: number },
): Promise<
  (CustomerReleaseTable &
    Pick<RelationshipTable, 'management_type' | 'status'> & { company_name: string; msp_name: string })[]
> {
  return database
    .selectFrom('customer_release as release')
    .innerJoin('organisation as customer', 'customer.id', 'release.customer_id')
    .innerJoin('organisation as msp', 'msp.id', 'release.msp_id')
    .innerJoin('relationship', 'relationship.id', 'release.relationship_id')
    .selectAll('release')
    .select([
      'customer.name as company_name',
      'msp.name as msp_name',
      'relationship.management_type',
      'relationship.status',
    ])
    .orderBy('release.made_at', 'desc')
    .orderBy('release.id')
    .limit(limit)
    .execute()
}

export async function listStoppedReleases(
  database: Kysely<Schema>,
): Promise<Pick<CustomerReleaseTable, 'id' | 'ended_at'>[]> {
  return database.selectFrom('customer_release').select(['id', 'ended_at']).where('state', '=', 'stopped').execute()
}

export async function endRelease(
  database: Kysely<Schema>,
  id: string,
  ended: { state: Exclude<CustomerReleaseTable['state'], 'open'>; ended_at: number },
): Promise<void> {
  await database.updateTable('customer_release').set(ended).where('id', '=', id).execute()
}

function openOnes(database: Kysely<Schema>) {
  return database.selectFrom('customer_release').selectAll().where('state', '=', 'open')
}
