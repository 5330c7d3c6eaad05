import { defineDeviceDecision } from '../define-device-decision.ts'
import { decidesOnGroups, type SeenDeviceGroup } from './seen-device-group.ts'

export const deleteDeviceGroup = defineDeviceDecision('delete-device-group', {
  permissions: decidesOnGroups,
  event: 'device-group-deleted',
  foretells: ({ id }: SeenDeviceGroup) => [{ kind: 'device-group', ids: [id], patch: null }],
})
