import type { ResellerLinkId } from '../../domain/ids.ts'
import { defineDeviceDecision } from '../devices/define-device-decision.ts'

/** What a reseller calls a customer for itself (R4): so that no decision about it meets another. */
export const changeReference = defineDeviceDecision('change-reference', {
  permissions: { reseller: 'add-customer' },
  event: 'reseller-customer-changed',
  foretells: ({ linkId, reference }: { linkId: ResellerLinkId; reference: string }) => [
    { kind: 'reseller-link', ids: [linkId], patch: { reference } },
  ],
})
