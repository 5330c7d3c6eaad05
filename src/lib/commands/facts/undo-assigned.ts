/** Takes a profile or a group back from the devices that got it at once; of those that were assigned anew since, it says so first (H3). */
import { whyKept, type Assigned, type AssignedDevice, type WhyKept } from '#shared/domain/device/assignment.ts'
import { identifierOf, type DeviceRecord } from '#shared/domain/device/device.ts'
import { isAssignment, type ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import { changeKind } from '#shared/records/change.ts'
import { assignmentKind } from '#shared/records/devices/assignment.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import type { Device } from '../../local-store/device.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { layOver, readForetold } from '../../local-store/foretold-records.ts'
import { findRecord, readRecords } from '../../local-store/stored-records.ts'
import { changeSetting } from '../setting/change-setting.ts'

/** A device that keeps what it has, by name; what a profile or group is called, empty for none, null for one that is gone. */
export interface KeptDevice {
  /** Empty where the device is gone. */
  name: string
  why: WhyKept
  now: string | null
  after: string | null
  before: string | null
}

export interface AssignedSince {
  done: false
  reason: 'assigned-since'
  sets: 'profile' | 'group'
  /** What those that go back get, and how many. */
  back: { name: string; count: number }[]
  kept: KeptDevice[]
}

/** Null for what is no assignment. What this device doesn't know of one, the server does. */
export async function undoAssignment(
  device: Device,
  changeId: ChangeId,
  { evenIfChanged = false }: { evenIfChanged?: boolean },
): Promise<{ done: true } | AssignedSince | null> {
  const { store, user } = device
  const change = await findRecord(store, changeKind, changeId)
  if (!change || !isAssignment(change)) return null
  const { back, kept, sets } = await foresee(device, change)
  if (kept.length > 0 && !evenIfChanged) {
    const counts = Map.groupBy(back, ({ name }) => name)
    const told = [...counts].map(([name, those]) => ({ name, count: those.length }))
    return { done: false, reason: 'assigned-since', sets, back: told, kept }
  }
  const relationshipId = user.organisationKind === 'msp' ? change.relationshipId : null
  const field = sets === 'profile' ? 'profileId' : 'groupId'
  await changeSetting.on(
    device,
    { setting: 'undo-assignment', input: { relationshipId, changeId } },
    back.map(({ deviceId, before }) => ({ kind: deviceKind.name, id: deviceId, patch: { [field]: before } })),
  )
  return { done: true }
}

interface Foreseen {
  sets: 'profile' | 'group'
  back: (AssignedDevice & { name: string })[]
  kept: KeptDevice[]
}

/** With what waits laid over: who takes something back goes by what they see. */
async function foresee({ store }: Device, { id }: ChangeRecord): Promise<Foreseen> {
  const assignment = await findRecord(store, assignmentKind, id)
  if (!assignment) return { sets: 'profile', back: [], kept: [] }
  const { sets, devices } = assignment
  const items = await readUnsettled(store)
  const stored = await readRecords(
    store,
    deviceKind,
    devices.map(({ deviceId }) => deviceId),
  )
  const here = layOver(
    stored.filter((record) => record !== undefined),
    deviceKind.name,
    items,
  )
  const now = new Map<string, DeviceRecord>(here.map((record) => [record.id, record]))
  const kinds = { profile: enrolmentProfileKind, group: deviceGroupKind }
  const choices = await readForetold(store, kinds, items)
  const names = new Map(choices[sets].map(({ id: chosen, name }): [string, string] => [chosen, name]))
  const nameOf = (assigned: Assigned) => (assigned === null ? '' : (names.get(assigned) ?? null))
  const foreseen: Foreseen = { sets, back: [], kept: [] }
  for (const each of devices) {
    const record = now.get(each.deviceId)
    const has = record && (sets === 'profile' ? record.profileId : record.groupId)
    const why = whyKept(each, has, (assigned) => names.has(assigned))
    const [before, after] = [nameOf(each.before), nameOf(each.after)]
    if (why === null) foreseen.back.push({ ...each, name: before ?? '' })
    else
      foreseen.kept.push({
        name: record ? identifierOf(record) : '',
        why,
        now: has === undefined ? null : nameOf(has),
        after,
        before,
      })
  }
  return foreseen
}
