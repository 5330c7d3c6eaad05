/** Whoever is of neither side and is to hear of a customer's alerts: asked once, and told nothing before they said yes. */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Schema } from '../../schema.ts'

interface Address {
  organisationId: OrganisationId
  /** Lower case. */
  email: string
}

/** Whether they are to be asked now: not if they were since `since`, or have said yes. */
export async function noteAsked(
  database: Kysely<Schema>,
  { organisationId, email }: Address,
  { now, since }: { now: number; since: number },
): Promise<boolean> {
  const result = await database
    .insertInto('alert_address')
    .values({ organisation_id: organisationId, email, asked_at: now, confirmed_at: null })
    .onConflict((conflict) =>
      conflict
        .columns(['organisation_id', 'email'])
        .doUpdateSet({ asked_at: now })
        .where('alert_address.confirmed_at', 'is', null)
        .where('alert_address.asked_at', '<=', since),
    )
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export async function forgetAsked(database: Kysely<Schema>, { organisationId, email }: Address): Promise<void> {
  await database
    .deleteFrom('alert_address')
    .where('organisation_id', '=', organisationId)
    .where('email', '=', email)
    .where('confirmed_at', 'is', null)
    .execute()
}

/** Whether there was somebody to confirm. */
export async function confirmAddress(
  database: Kysely<Schema>,
  { organisationId, email }: Address,
  at: number,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('alert_address')
    .set({ confirmed_at: at })
    .where('organisation_id', '=', organisationId)
    .where('email', '=', email)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function listConfirmed(database: Kysely<Schema>, organisationId: OrganisationId): Promise<string[]> {
  const rows = await database
    .selectFrom('alert_address')
    .select('email')
    .where('organisation_id', '=', organisationId)
    .where('confirmed_at', 'is not', null)
    .execute()
  return rows.map(({ email }) => email)
}
