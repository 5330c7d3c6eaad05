import type { Kysely } from 'kysely'
import type { OrganisationId, ResellerLinkId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../../connection.ts'
import type { Schema } from '../../schema.ts'
import type { ResellerLinkTable } from '../../tables/device-tables.ts'

export async function findLink(
  database: Kysely<Schema>,
  id: ResellerLinkId,
  { lock = false } = {},
): Promise<ResellerLinkTable | undefined> {
  const link = database.selectFrom('reseller_link').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(link) : link).executeTakeFirst()
}

/** There is at most one for two. */
export async function findLinkBetween(
  database: Kysely<Schema>,
  { resellerId, partyId }: { resellerId: OrganisationId; partyId: OrganisationId },
  { lock = true } = {},
): Promise<ResellerLinkTable | undefined> {
  const link = database
    .selectFrom('reseller_link')
    .selectAll()
    .where('reseller_id', '=', resellerId)
    .where('organisation_id', '=', partyId)
  return (lock ? lockedForUpdate(link) : link).executeTakeFirst()
}

export async function listLinksOf(database: Kysely<Schema>, partyId: OrganisationId): Promise<ResellerLinkTable[]> {
  return database.selectFrom('reseller_link').selectAll().where('organisation_id', '=', partyId).execute()
}

/** Those about which anything was decided. */
export async function listLinksDecided(database: Kysely<Schema>): Promise<ResellerLinkTable[]> {
  return database.selectFrom('reseller_link').selectAll().where('version', '>', 0).execute()
}

export async function insertLink(
  database: Kysely<Schema>,
  link: Pick<ResellerLinkTable, 'id' | 'reseller_id' | 'organisation_id' | 'added_at'> & Partial<ResellerLinkTable>,
): Promise<void> {
  const unsaid = {
    listed_at: null,
    reference: '',
    trust: 'none',
    trusted_at: null,
    auto_approve: 0,
    default_profile_id: null,
    uploads: 0,
    devices: 0,
    last_uploaded_at: null,
    version: 0,
  } as const
  await database
    .insertInto('reseller_link')
    .values({ ...unsaid, ...link })
    .execute()
}

export async function updateLink(
  database: Kysely<Schema>,
  id: ResellerLinkId,
  columns: Partial<ResellerLinkTable>,
): Promise<void> {
  await database.updateTable('reseller_link').set(columns).where('id', '=', id).execute()
}

/** After devices came by it, or are gone. */
export async function recountDevices(database: Kysely<Schema>, id: ResellerLinkId): Promise<void> {
  await database
    .updateTable('reseller_link')
    .set(({ selectFrom }) => ({
      devices: selectFrom('device')
        .select(({ fn }) => fn.countAll<number>().as('devices'))
        .where('device.link_id', '=', id) as never,
    }))
    .where('id', '=', id)
    .execute()
}
