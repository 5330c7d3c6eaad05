import type { LicenceId, LicenceShareId, OrganisationId, RelationshipId } from '../../domain/ids.ts'
import type { ServiceId } from '../../domain/service.ts'
import { defineDeviceDecision } from '../devices/define-device-decision.ts'

interface Input {
  relationshipId: RelationshipId
  customerId: OrganisationId
  licenceId: LicenceId
  shareId: LicenceShareId
  service: ServiceId
  /** All that it will have of this licence for this service. */
  seats: number
  /** Of the share as it was seen; 0: there was none. */
  version: number
}

/** More of an MSP's seats are a customer's; never more than there are, whoever assigns at once (M22). */
export const assignSeats = defineDeviceDecision('assign-seats', {
  permissions: { msp: 'manage-licenses' },
  event: 'seats-assigned',
  // What the share doesn't say yet the page takes from the licence.
  foretells: ({ relationshipId, customerId, licenceId, shareId, service, seats }: Input) => [
    {
      kind: 'licence-share',
      ids: [shareId],
      patch: { id: shareId, relationshipId, customerId, licenceId, service, seats },
    },
  ],
})
