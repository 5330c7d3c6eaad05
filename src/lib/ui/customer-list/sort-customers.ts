import type { ColumnId } from './customer-columns.ts'
import type { CustomerSort } from './customer-filters.ts'
import { serviceName, sortName, type CustomerRowView } from './customer-row.ts'

const byName = (a: CustomerRowView, b: CustomerRowView) =>
  sortName(a) < sortName(b) ? -1 : sortName(a) > sortName(b) ? 1 : 0
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const orders: Record<ColumnId, (a: CustomerRowView, b: CustomerRowView) => number> = {
  name: byName,
  type: (a, b) => byText(a.managementType, b.managementType),
  services: (a, b) => byText(a.services.map(serviceName).join(), b.services.map(serviceName).join()),
  devices: (a, b) => a.devices - b.devices,
  status: (a, b) => byText(a.status, b.status),
  added: (a, b) => a.addedAt - b.addedAt,
  modified: (a, b) => a.modifiedAt - b.modifiedAt,
}

/** A new array in the asked order; equal ones go by name, whichever way. */
export function sortCustomers<Row extends CustomerRowView>(rows: readonly Row[], sort: CustomerSort): Row[] {
  const order = orders[sort.column]
  const sign = sort.descending ? -1 : 1
  return rows.toSorted((a, b) => sign * order(a, b) || byName(a, b))
}
