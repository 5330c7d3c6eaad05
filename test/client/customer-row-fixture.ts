import type { RelationshipId } from '#shared/domain/ids.ts'
import { foldBoth } from '#shared/domain/search/fold.ts'
import { shownServicesOf } from '#shared/domain/service-record.ts'
import type { CustomerRowView } from '#lib/ui/customer-list/customer-row.ts'

let made = 0

export function customerRow(facts: Partial<CustomerRowView> = {}): CustomerRowView {
  return {
    relationshipId: `relationship-${++made}`.padEnd(22, '_') as RelationshipId,
    customerId: null,
    companyName: 'Acme',
    sortName: foldBoth(facts.companyName ?? 'Acme'),
    internalReference: '',
    asksJointly: false,
    managementType: 'jointly',
    services: ['knox-suite'],
    shownServices: shownServicesOf({
      services: facts.services ?? ['knox-suite'],
      unusualServices: [],
      askedServices: null,
      addedAt: facts.addedAt ?? 0,
    }),
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
