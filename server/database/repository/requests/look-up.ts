import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { ShownCustomer } from '#shared/domain/request/shown-customer.ts'
import type { Schema } from '../../schema.ts'

export interface LookUp {
  organisationId: OrganisationId
  customerId: OrganisationId
}

/** Instead of what was shown before. */
export async function saveLookUp(
  database: Kysely<Schema>,
  { organisationId: organisation_id, customerId: customer_id }: LookUp,
  customer: ShownCustomer,
  at: number,
): Promise<void> {
  const shown = JSON.stringify(customer)
  await database
    .insertInto('look_up')
    .values({ organisation_id, customer_id, shown, at })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'customer_id']).doUpdateSet({ shown, at }))
    .execute()
}

/** Null where this MSP hasn't looked, or so long ago that it is forgotten. */
export async function findLookUp(
  database: Kysely<Schema>,
  { organisationId, customerId }: LookUp,
): Promise<ShownCustomer | null> {
  const row = await database
    .selectFrom('look_up')
    .select('shown')
    .where('organisation_id', '=', organisationId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  return row ? (JSON.parse(row.shown) as ShownCustomer) : null
}

export async function deleteOldLookUps(database: Kysely<Schema>, before: number): Promise<void> {
  await database.deleteFrom('look_up').where('at', '<', before).execute()
}
