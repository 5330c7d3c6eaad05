import { splitIds } from '../../domain/device/joined-ids.ts'
import { defineDeviceDecision } from './define-device-decision.ts'

/** Nobody has them any more (M22). */
export const deleteDevices = defineDeviceDecision('delete-devices', {
  permissions: { msp: 'manage-devices' },
  event: 'devices-deleted',
  foretells: ({ deviceIds }: { deviceIds: string }) => [{ kind: 'device', ids: splitIds(deviceIds), patch: null }],
})
