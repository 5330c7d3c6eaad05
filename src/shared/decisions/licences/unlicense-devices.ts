import { splitIds } from '../../domain/device/joined-ids.ts'
import { defineDeviceDecision, type OfOwner } from '../devices/define-device-decision.ts'
import { decidesOnLicences } from './seen-licence.ts'

/** Their seats are free for other devices of the customer. */
export const unlicenseDevices = defineDeviceDecision('unlicense-devices', {
  permissions: decidesOnLicences,
  event: 'devices-unlicensed',
  foretells: ({ deviceIds }: OfOwner & { deviceIds: string }) => [
    { kind: 'device', ids: splitIds(deviceIds), patch: { licenceShareId: null } },
  ],
})
