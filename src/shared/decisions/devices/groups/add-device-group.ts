import type { DeviceGroupForm } from '../../../domain/device/device-group.ts'
import type { DeviceGroupId, OrganisationId } from '../../../domain/ids.ts'
import { defineDeviceDecision, type OfOwner } from '../define-device-decision.ts'
import { decidesOnGroups } from './seen-device-group.ts'

interface Input extends OfOwner, DeviceGroupForm {
  id: DeviceGroupId
  ownerId: OrganisationId
}

export const addDeviceGroup = defineDeviceDecision('add-device-group', {
  permissions: decidesOnGroups,
  event: 'device-group-added',
  foretells: ({ id, ...group }: Input) => [{ kind: 'device-group', ids: [id], patch: { ...group, id, version: 1 } }],
})
