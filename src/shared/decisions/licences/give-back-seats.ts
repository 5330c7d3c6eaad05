import type { LicenceShareId, RelationshipId } from '../../domain/ids.ts'
import { defineDeviceDecision } from '../devices/define-device-decision.ts'

interface Input {
  relationshipId: RelationshipId
  shareId: LicenceShareId
  /** All that the customer keeps. */
  seats: number
  version: number
}

/** To the MSP that bought them and manages the customer still; of a type that can be transferred (M22). */
export const giveBackSeats = defineDeviceDecision('give-back-seats', {
  permissions: { msp: 'manage-licenses' },
  event: 'seats-given-back',
  foretells: ({ shareId, seats }: Input) => [
    { kind: 'licence-share', ids: [shareId], patch: seats === 0 ? null : { seats } },
  ],
})
