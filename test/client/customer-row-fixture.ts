import type { RelationshipId } from '#shared/domain/ids.ts'
import { foldForSearch } from '#lib/queries/customers/search-customers.ts'
import type { CustomerRowView } from '#lib/ui/customer-list/customer-row.ts'

let made = 0

export function customerRow(facts: Partial<CustomerRowView> = {}): CustomerRowView {
  return {
    relationshipId: `relationship-${++made}`.padEnd(22, '_') as RelationshipId,
    customerId: null,
    companyName: 'Acme',
    sortName: foldForSearch(facts.companyName ?? 'Acme'),
    internalReference: '',
    managementType: 'jointly',
    services: ['knox-suite'],
    devices: 0,
    status: 'active',
    addedAt: 0,
    modifiedAt: 0,
    country: 'DE',
    city: '',
    contactName: '',
    workEmail: '',
    tags: [],
    pending: false,
    waiting: false,
    refused: null,
    ...facts,
  }
}
