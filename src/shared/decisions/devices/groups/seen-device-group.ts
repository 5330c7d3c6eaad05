import type { DeviceGroupId } from '../../../domain/ids.ts'
import type { OfOwner } from '../define-device-decision.ts'

/** Which groups there are, and who looks after them, is the customer's own business. */
export const decidesOnGroups = { customer: 'manage-devices' } as const

/** A group of devices as whoever decides saw it. */
export interface SeenDeviceGroup extends OfOwner {
  id: DeviceGroupId
  version: number
}
