import type { OrganisationId } from '#shared/domain/ids.ts'

/** What an MSP was shown of a company that has an account (M9): what a request may name, and all that it ever shows. */
export interface LookUpTable {
  organisation_id: OrganisationId
  customer_id: OrganisationId
  /** JSON of a {@link ShownCustomer}. */
  shown: string
  at: number
}
