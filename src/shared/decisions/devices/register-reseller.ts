import type { OrganisationId, ResellerLinkId } from '../../domain/ids.ts'
import { defineDeviceDecision } from './define-device-decision.ts'

/** By its ID, before anything came from it (M22). */
export const registerReseller = defineDeviceDecision('register-reseller', {
  permissions: { msp: 'manage-devices' },
  event: 'reseller-registered',
  foretells: (_input: { linkId: ResellerLinkId; resellerId: OrganisationId; autoApprove: boolean }) => [],
})
