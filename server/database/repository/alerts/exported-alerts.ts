/** What was reported of a customer's devices when its MSP's management ended, as far as either side could see it (M17). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import type { AccountExportTable } from '../../tables/former-relationship-table.ts'

type Marked = Pick<AccountExportTable, 'side' | 'customer_id' | 'relationship_id' | 'marked_at'>
interface Place {
  at: number
  id: string
}

/** The next of its alerts, oldest first: an MSP's are those of its own relationship, a customer's all but what was the MSP's alone. */
export async function readAlertsOf(
  database: Kysely<Schema>,
  { side, customer_id, relationship_id, marked_at }: Marked,
  after: Place | null,
  limit: number,
) {
  const alerts = database.selectFrom('alert').selectAll().where('received_at', '<=', marked_at)
  const theirs =
    side === 'msp'
      ? alerts.where('relationship_id', '=', relationship_id)
      : alerts.where('customer_id', '=', customer_id).where('audience', '=', 'both')
  const behind = after
    ? theirs.where(({ and, eb, or }) =>
        or([eb('at', '>', after.at), and([eb('at', '=', after.at), eb('id', '>', after.id)])]),
      )
    : theirs
  return behind.orderBy('at').orderBy('id').limit(limit).execute()
}

/** Where its devices were: asked for the customer alone, so that no query for an MSP reads the table. */
export async function readLocationsOf(
  database: Kysely<Schema>,
  { customer_id, marked_at }: Marked & { side: 'customer' },
  after: Place | null,
  limit: number,
) {
  const locations = database
    .selectFrom('device_location')
    .selectAll()
    .where('organisation_id', '=', customer_id)
    .where('received_at', '<=', marked_at)
  const behind = after
    ? locations.where(({ and, eb, or }) =>
        or([eb('at', '>', after.at), and([eb('at', '=', after.at), eb('id', '>', after.id)])]),
      )
    : locations
  return behind.orderBy('at').orderBy('id').limit(limit).execute()
}
