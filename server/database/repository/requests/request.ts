/** Rows of what MSPs ask customers that have an account (M10): relationships that manage nothing. */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { ShownCustomer } from '#shared/domain/request/shown-customer.ts'
import { requestStatuses } from '#shared/domain/relationship.ts'
import { lockedForUpdate } from '../../connection.ts'
import type { Schema } from '../../schema.ts'
import type { Relationship } from '../relationship.ts'

/** What LOOK UP showed of the company that a request asks. */
export function shownCustomer({ looked_up }: Pick<Relationship, 'looked_up'>): ShownCustomer {
  return JSON.parse(looked_up ?? '{}') as ShownCustomer
}

/** Other MSPs' requests that wait for this customer, locked in order of id. */
export async function lockOtherRequests(
  database: Kysely<Schema>,
  { customer_id, id }: Pick<Relationship, 'customer_id' | 'id'>,
): Promise<Relationship[]> {
  const open = database
    .selectFrom('relationship')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('status', '=', 'pending')
    .where('id', '!=', id)
    .orderBy('id')
  return lockedForUpdate(open).execute()
}

/** What this MSP has in its list of a customer that it doesn't manage (M10). */
export async function findRequest(
  database: Kysely<Schema>,
  mspId: OrganisationId,
  customerId: OrganisationId,
  { lock = false } = {},
): Promise<Relationship | undefined> {
  const request = database
    .selectFrom('relationship')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('msp_id', '=', mspId)
    .where('status', 'in', requestStatuses)
  return (lock ? lockedForUpdate(request) : request).executeTakeFirst()
}
