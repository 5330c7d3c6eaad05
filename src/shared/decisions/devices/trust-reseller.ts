import { defineDeviceDecision } from './define-device-decision.ts'
import { decidesOnResellers, type SeenReseller } from './seen-reseller.ts'

export const trustReseller = defineDeviceDecision('trust-reseller', {
  permissions: decidesOnResellers,
  event: 'reseller-trusted',
  foretells: ({ linkId }: SeenReseller) => [{ kind: 'reseller-link', ids: [linkId], patch: { trust: 'trusted' } }],
})
