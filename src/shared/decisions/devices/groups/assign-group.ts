/** Which group devices are in (S2): a setting, as their profile is. */
import { splitIds } from '../../../domain/device/joined-ids.ts'
import type { DeviceGroupId } from '../../../domain/ids.ts'
import { defineSetting } from '../../setting/define-setting.ts'
import type { OfOwner } from '../define-device-decision.ts'

interface Assignment extends OfOwner {
  /** Joined, at most as many as a move. */
  deviceIds: string
  /** Null: none. */
  groupId: DeviceGroupId | null
}

export const assignGroup = defineSetting('assign-group', ({ deviceIds, groupId }: Assignment) =>
  splitIds(deviceIds).map((id) => ({ kind: 'device', id, patch: { groupId } })),
)
