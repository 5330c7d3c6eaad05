import { splitIds } from '../../domain/device/joined-ids.ts'
import type { LicenceShareId } from '../../domain/ids.ts'
import { defineDeviceDecision, type OfOwner } from '../devices/define-device-decision.ts'
import { decidesOnLicences } from './seen-licence.ts'

interface Input extends OfOwner {
  shareId: LicenceShareId
  /** Joined. */
  deviceIds: string
}

/** Each uses one seat: all of them, or none where there are too few (M22). */
export const licenseDevices = defineDeviceDecision('license-devices', {
  permissions: decidesOnLicences,
  event: 'devices-licensed',
  foretells: ({ shareId, deviceIds }: Input) => [
    { kind: 'device', ids: splitIds(deviceIds), patch: { licenceShareId: shareId } },
  ],
})
