/** Whom a reseller uploads to, as it may know them. */
import type { Kysely } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { managingStatuses } from '#shared/domain/relationship.ts'
import type { ResellerLinkRecord } from '#shared/domain/reseller/reseller-link.ts'
import type { Schema } from '../schema.ts'

export type Manager = NonNullable<ResellerLinkRecord['managedBy']>

/** An MSP stands in its customer's place while it manages it (R1). */
export async function managersOf(
  database: Kysely<Schema>,
  parties: readonly OrganisationId[],
): Promise<Map<OrganisationId, Manager>> {
  const rows = await database
    .selectFrom('relationship')
    .innerJoin('organisation', 'organisation.id', 'relationship.msp_id')
    .select(['relationship.customer_id', 'organisation.id', 'organisation.name'])
    .where('relationship.customer_id', 'in', parties)
    .where('relationship.status', 'in', managingStatuses)
    .execute()
  return new Map(rows.map(({ customer_id, id, name }) => [customer_id, { id, name }]))
}

/** City and country, as the company's account says. */
export async function locationsOf(
  database: Kysely<Schema>,
  parties: readonly OrganisationId[],
): Promise<Map<OrganisationId, string>> {
  const rows = await database
    .selectFrom('document')
    .select(['customer_id', 'facts'])
    .where('kind', '=', 'account')
    .where('closed_at', 'is', null)
    .where('customer_id', 'in', parties)
    .execute()
  return new Map(
    rows.map(({ customer_id, facts }) => {
      const { city = '', country = '' } = JSON.parse(facts) as Record<string, string>
      return [customer_id, [city, country].filter(Boolean).join(', ')]
    }),
  )
}
