import type { DeviceGroupForm } from '../../../domain/device/device-group.ts'
import { defineDeviceDecision } from '../define-device-decision.ts'
import { decidesOnGroups, type SeenDeviceGroup } from './seen-device-group.ts'

export const changeDeviceGroup = defineDeviceDecision('change-device-group', {
  permissions: decidesOnGroups,
  event: 'device-group-changed',
  foretells: ({ id, name, managers }: SeenDeviceGroup & DeviceGroupForm) => [
    { kind: 'device-group', ids: [id], patch: { name, managers } },
  ],
})
