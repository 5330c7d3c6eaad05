import type { ResellerLinkId } from '#shared/domain/ids.ts'
import { getCurrentDevice } from '../../session/current-device.svelte.ts'

/** For a party that isn't among the reseller's customers yet: what refers to it may be queued behind it. */
export function newLinkId(): ResellerLinkId {
  return getCurrentDevice().ids.randomId() as ResellerLinkId
}
