import type { ProfileId } from '../../domain/ids.ts'
import { defineDeviceDecision } from './define-device-decision.ts'
import { decidesOnResellers, type SeenReseller } from './seen-reseller.ts'

interface Input extends SeenReseller {
  autoApprove: boolean
  defaultProfileId: ProfileId | null
}

export const changeReseller = defineDeviceDecision('change-reseller', {
  permissions: decidesOnResellers,
  event: 'reseller-changed',
  foretells: ({ linkId, autoApprove, defaultProfileId }: Input) => [
    { kind: 'reseller-link', ids: [linkId], patch: { autoApprove, defaultProfileId } },
  ],
})
