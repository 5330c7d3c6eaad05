import type { DecisionInput } from '#shared/decisions/registry.ts'
import { rowFacts, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { ManagementType } from '#shared/domain/relationship.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import type { ShownCustomer } from '#shared/domain/request/shown-customer.ts'
import type { Device } from '../local-store/device.ts'
import { storing } from '../local-store/storing.ts'
import { appendItem, outboxTables } from '../outbox/append-item.ts'
import { defineCommand } from './define-command.ts'
import { recordAtFirst } from './record-at-first.ts'

export interface CustomerRequest {
  customerId: OrganisationId
  /** What LOOK UP showed. */
  shown: ShownCustomer
  managementType: ManagementType
  services: ServiceId[]
}

type Input = DecisionInput<'request-customer'>

function predict(device: Device, { shown }: CustomerRequest, input: Input): RelationshipRecord {
  const now = device.clock.now()
  return {
    ...recordAtFirst(device),
    id: input.relationshipId,
    customerId: input.customerId,
    managementType: input.managementType,
    status: 'pending',
    services: input.services,
    workEmail: shown.admin,
    request: { requestedAt: now, askedAt: now },
    accountDocumentId: documentIdsOf(input.relationshipId).account,
    facts: rowFacts({ companyName: shown.companyName, country: shown.country }),
    mspPrivate: null,
  }
}

/** Queues the question whether a company that has an account may be managed (M10). Throws StorageFullError. */
export const requestCustomer = defineCommand(
  async (device, request: CustomerRequest): Promise<{ relationshipId: RelationshipId }> => {
    const { store } = device
    const { customerId, managementType, shown } = request
    const services = managementType === 'fully' ? [] : request.services
    const relationshipId = newRelationshipId(device.ids)
    const input = { relationshipId, customerId, managementType, services } as Input
    await storing(() =>
      store.transaction('rw', [...outboxTables(store), store.drafts], async () => {
        await appendItem(device, {
          relationshipId,
          documentIds: [],
          dependsOn: [],
          body: { kind: 'command', name: 'request-customer', input },
          customerName: shown.companyName,
          predictions: [{ relationshipId, patch: predict(device, request, input) }],
          form: { ...request },
        })
        await store.drafts.delete('request-customer')
      }),
    )
    return { relationshipId }
  },
)
