import { defineDeviceDecision } from './define-device-decision.ts'
import { decidesOnResellers, type SeenReseller } from './seen-reseller.ts'

export const takeBackTrust = defineDeviceDecision('take-back-trust', {
  permissions: decidesOnResellers,
  event: 'reseller-trust-taken-back',
  foretells: ({ linkId }: SeenReseller) => [{ kind: 'reseller-link', ids: [linkId], patch: { trust: 'taken-back' } }],
})
