import type { Kysely } from 'kysely'
import type { LicenceId, LicenceShareId, OrganisationId } from '#shared/domain/ids.ts'
import { lockedForUpdate } from '../../connection.ts'
import type { Schema } from '../../schema.ts'
import type { LicenceShareTable, LicenceTable } from '../../tables/licence-tables.ts'

/** Held, nobody else assigns its seats meanwhile. */
export async function findLicence(
  database: Kysely<Schema>,
  id: LicenceId,
  { lock = false } = {},
): Promise<LicenceTable | undefined> {
  const licence = database.selectFrom('licence').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(licence) : licence).executeTakeFirst()
}

export async function findShare(
  database: Kysely<Schema>,
  id: LicenceShareId,
  { lock = false } = {},
): Promise<LicenceShareTable | undefined> {
  const share = database.selectFrom('licence_share').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(share) : share).executeTakeFirst()
}

/** In order of id, which is the order in which rows are locked. */
export async function listSharesOf(database: Kysely<Schema>, id: LicenceId): Promise<LicenceShareTable[]> {
  return database.selectFrom('licence_share').selectAll().where('licence_id', '=', id).orderBy('id').execute()
}

/** How many of a customer's devices use its seats. */
export async function countUsed(database: Kysely<Schema>, id: LicenceShareId): Promise<number> {
  const { used } = await database
    .selectFrom('device')
    .select(({ fn }) => fn.countAll<number | string>().as('used'))
    .where('licence_share_id', '=', id)
    .executeTakeFirstOrThrow()
  return Number(used)
}

/** What a customer has of an MSP's licences. */
export async function listSharesBetween(
  database: Kysely<Schema>,
  { mspId, customerId }: { mspId: OrganisationId; customerId: OrganisationId },
) {
  return database
    .selectFrom('licence_share')
    .innerJoin('licence', 'licence.id', 'licence_share.licence_id')
    .selectAll('licence_share')
    .select('licence.type')
    .where('licence.organisation_id', '=', mspId)
    .where('licence_share.organisation_id', '=', customerId)
    .orderBy('licence_share.id')
    .execute()
}
