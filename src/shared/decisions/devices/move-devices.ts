/** Devices that are an MSP's own become those of a customer that it manages alone (M22). */
import { splitIds } from '../../domain/device/joined-ids.ts'
import type { OrganisationId, RelationshipId, UploadId } from '../../domain/ids.ts'
import { defineDeviceDecision } from './define-device-decision.ts'

/** The most devices that one decision is about. */
export const mostDevices = 10_000

interface Move {
  relationshipId: RelationshipId
  customerId: OrganisationId
  /** As what it will be the customer's to approve. */
  uploadId: UploadId
  /** Joined. */
  deviceIds: string
}

export const moveDevices = defineDeviceDecision('move-devices', {
  permissions: { msp: 'manage-devices' },
  event: 'devices-moved',
  foretells: ({ relationshipId, customerId, uploadId, deviceIds }: Move) => [
    {
      kind: 'device',
      ids: splitIds(deviceIds),
      patch: { relationshipId, ownerId: customerId, uploadId, status: 'pending', movedByMsp: true, profileId: null },
    },
  ],
})
