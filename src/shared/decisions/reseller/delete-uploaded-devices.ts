import { splitIds } from '../../domain/device/joined-ids.ts'
import { defineDeviceDecision } from '../devices/define-device-decision.ts'

/** What a reseller takes back while nobody has approved it (R5). `deviceIds`: joined. */
export const deleteUploadedDevices = defineDeviceDecision('delete-uploaded-devices', {
  permissions: { reseller: 'manage-devices' },
  event: 'uploaded-devices-deleted',
  foretells: ({ deviceIds }: { deviceIds: string }) => [{ kind: 'device', ids: splitIds(deviceIds), patch: null }],
})
