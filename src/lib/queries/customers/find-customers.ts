import type { OrganisationId } from '#shared/domain/ids.ts'
import { fold } from '#shared/domain/search/fold.ts'
import type { CustomerListRow } from './customer-row.ts'

/** The first few customers, by name, whose name has what was typed in it; only those that the server knows, for others have no ID. */
export function findCustomers(rows: readonly CustomerListRow[], typed: string, most: number): OrganisationId[] {
  const wanted = fold(typed.trim())
  const found: OrganisationId[] = []
  for (const { customerId, companyName } of rows) {
    if (found.length === most) break
    if (customerId && fold(companyName).includes(wanted)) found.push(customerId)
  }
  return found
}
