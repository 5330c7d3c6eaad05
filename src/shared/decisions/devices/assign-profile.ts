/** Which profile devices get (S3): a setting, so that both sides set it offline, and of two the later holds. */
import { splitIds } from '../../domain/device/joined-ids.ts'
import type { ProfileId } from '../../domain/ids.ts'
import { defineSetting } from '../setting/define-setting.ts'
import type { OfOwner } from './define-device-decision.ts'

interface Assignment extends OfOwner {
  /** Joined, at most as many as a move. */
  deviceIds: string
  /** Null: none. */
  profileId: ProfileId | null
}

export const assignProfile = defineSetting('assign-profile', ({ deviceIds, profileId }: Assignment) =>
  splitIds(deviceIds).map((id) => ({ kind: 'device', id, patch: { profileId } })),
)
