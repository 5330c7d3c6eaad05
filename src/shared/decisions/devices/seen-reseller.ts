/** A reseller as whoever decides about it saw it (M22, C9); of a customer that an MSP manages alone the MSP decides. */
import type { ResellerLinkId } from '../../domain/ids.ts'
import type { OfOwner } from './define-device-decision.ts'

export interface SeenReseller extends OfOwner {
  linkId: ResellerLinkId
  version: number
}

export const decidesOnResellers = { msp: 'manage-devices', customer: 'manage-resellers' } as const
