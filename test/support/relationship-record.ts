import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'

/** A fully managed customer's row with the two documents made with it. */
export function relationshipRecord(
  id: RelationshipId,
  companyName: string,
  change: Partial<Pick<RelationshipRecord, 'customerId' | 'mspPrivate'>> = {},
): RelationshipRecord {
  const family = documentIdsOf(id)
  return {
    id,
    customerId: '1234567890' as OrganisationId,
    mspId: '9876543210' as OrganisationId,
    mspName: 'Northwind',
    managementType: 'fully',
    status: 'active',
    version: 1,
    services: ['knox-suite'],
    workEmail: '',
    invitation: null,
    delink: null,
    devices: 0,
    addedAt: 1,
    modifiedAt: 2,
    convertedAt: null,
    adminsGrantedAt: null,
    unusualServices: [],
    askedServices: null,
    jointAsk: null,
    request: null,
    accountDocumentId: family.account,
    facts: { companyName, country: 'DE', city: '', contactFirstName: '', contactLastName: '', searched: '' },
    mspPrivate: { documentId: family.mspPrivate, internalReference: '', tags: [], notes: '' },
    ...change,
  }
}
