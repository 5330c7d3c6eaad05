import { shownCustomerSchema, type ShownCustomer } from '#shared/domain/request/shown-customer.ts'
import { ask, type Answer } from './ask-server.ts'

/** `LOOK UP` (M9): only the server knows companies that aren't in the list. */
export function lookUpCustomer(customerId: string): Promise<Answer<ShownCustomer>> {
  return ask(() => shownCustomerSchema, 'POST', '/api/customers/look-up', { customerId })
}
