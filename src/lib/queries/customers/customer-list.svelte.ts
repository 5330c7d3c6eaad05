import type { RowList } from '../../list/open-list.svelte.ts'
import { listForever } from '../../list/open-list.svelte.ts'
import { unsettledItems } from '../unsettled-items.svelte.ts'
import type { CustomerListRow } from './customer-row.ts'
import { listOfCustomers, type CustomerChoice } from './list-of-customers.ts'

export type CustomerList = RowList<CustomerListRow, CustomerChoice>

/** All customers, found by Customer ID or by relationship. `now` decides which invitations have expired. */
export const customerList: (now?: () => number) => CustomerList = listForever(listOfCustomers, unsettledItems)
