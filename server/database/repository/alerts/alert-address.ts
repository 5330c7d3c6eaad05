/** Whoever is of neither side and is to hear of a customer's alerts: asked once, and told nothing before they said yes. */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { managingStatuses } from '#shared/domain/relationship.ts'
import { unconfirmedRecipientsKind } from '#shared/records/alerts/unconfirmed-recipients.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Schema } from '../../schema.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import type { Owner } from '../devices/owner.ts'

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

/**
 * Of these customers, who was asked and hasn't said yes: `<customer> <address>`. Whoever has an account on either side by now, or
 * is the contact there, hears as such (`addressStop`).
 */
export async function listUnconfirmed(
  database: Kysely<Schema>,
  customers: readonly OrganisationId[],
): Promise<Set<string>> {
  const found = new Set<string>()
  for (const ids of inChunks(customers)) {
    const rows = await database
      .selectFrom('alert_address')
      .leftJoin('relationship', (join) =>
        join
          .onRef('relationship.customer_id', '=', 'alert_address.organisation_id')
          .on('relationship.status', 'in', managingStatuses),
      )
      .select(['alert_address.organisation_id', 'alert_address.email'])
      .where('alert_address.organisation_id', 'in', ids)
      .where('alert_address.confirmed_at', 'is', null)
      .where(({ and, eb, exists, fn, not, or, ref, selectFrom }) =>
        and([
          or([
            eb('relationship.work_email', 'is', null),
            eb(fn<string>('lower', ['relationship.work_email']), '!=', ref('alert_address.email')),
          ]),
          not(
            exists(
              selectFrom('user')
                .select('user.id')
                .where('user.status', '!=', 'removed')
                .whereRef('user.email', '=', 'alert_address.email')
                .where((theirs) =>
                  theirs.or([
                    theirs('user.organisation_id', '=', ref('alert_address.organisation_id')),
                    theirs('user.organisation_id', '=', ref('relationship.msp_id')),
                  ]),
                ),
            ),
          ),
        ]),
      )
      .execute()
    for (const { organisation_id, email } of rows) found.add(`${organisation_id} ${email}`)
  }
  return found
}

/** Tells whoever reads the customer's account who has said yes by now. */
export function publishUnconfirmed(
  unit: Pick<UnitOfWork, 'publish'>,
  { id: organisationId, manager }: Pick<Owner, 'id' | 'manager'>,
): void {
  const told = { collection: unconfirmedRecipientsKind.name, key: organisationId }
  unit.publish({ ...told, organisationId, root: organisationId })
  if (manager) unit.publish({ ...told, organisationId: manager.msp_id, root: manager.id })
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
