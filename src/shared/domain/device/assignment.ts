import type { ChangeId, DeviceGroupId, DeviceId, ProfileId, RelationshipId } from '../ids.ts'

export type Assigned = ProfileId | DeviceGroupId | null

/** What one device had before, and after it. */
export interface AssignedDevice {
  deviceId: DeviceId
  before: Assigned
  after: Assigned
}

/** What an assignment, or the undo of one, did to each device: so that either side can take it back knowing what was done since (H3). */
export interface AssignmentRecord {
  /** The line of the log. */
  id: ChangeId
  /** By which the reader manages the customer; null of one's own. */
  relationshipId: RelationshipId | null
  sets: 'profile' | 'group'
  devices: AssignedDevice[]
}

/** Why a device keeps what it has when the assignment is taken back. */
export type WhyKept = 'assigned-since' | 'device-gone' | 'before-gone'

/** Null: it gets back what it had. `now`: undefined where the device isn't the owner's any more; `isThere`: of a profile or group. */
export function whyKept(
  { before, after }: AssignedDevice,
  now: Assigned | undefined,
  isThere: (assigned: NonNullable<Assigned>) => boolean,
): WhyKept | null {
  if (now === undefined) return 'device-gone'
  if (now !== after || after === before) return 'assigned-since'
  return before === null || isThere(before) ? null : 'before-gone'
}
