/** Which profile devices get, and which group they are in: of two that were set the later one holds, and each can be taken back (H3). */
import { z } from 'zod'
import { mostDevices } from '#shared/decisions/devices/move-devices.ts'
import type { DecisionInput } from '#shared/decisions/registry.ts'
import { whyKept, type Assigned } from '#shared/domain/device/assignment.ts'
import { joinedIdsSchema, splitIds } from '#shared/domain/device/joined-ids.ts'
import {
  changeIdSchema,
  deviceGroupIdSchema,
  profileIdSchema,
  relationshipIdSchema,
  type ChangeId,
  type DeviceGroupId,
  type OrganisationId,
  type ProfileId,
} from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { assignmentKind } from '#shared/records/devices/assignment.ts'
import { findDeviceGroup } from '../../database/repository/devices/device-group.ts'
import { findDevices, updateDevices } from '../../database/repository/devices/device.ts'
import { publishHeld, publishToOwner, type Owner } from '../../database/repository/devices/owner.ts'
import { findProfile } from '../../database/repository/devices/profile.ts'
import { inChunks } from '../../database/in-chunks.ts'
import type { DeviceTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import type { SettingEffects } from '../setting/set-registers.ts'
import { requireOwn } from './delete-devices.ts'
import { holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'

const permissions = { msp: 'manage-devices', customer: 'manage-devices' } as const

/** What of a device is set, and what the log calls it. */
const registers = {
  profile: {
    event: 'profile-assigned',
    table: 'enrolment_profile',
    valueOf: ({ profile_id }: DeviceTable): Assigned => profile_id,
    stampOf: ({ profile_stamp }: DeviceTable) => profile_stamp,
    patch: (value: Assigned, stamp: number) => ({ profile_id: value as ProfileId | null, profile_stamp: stamp }),
  },
  group: {
    event: 'device-group-assigned',
    table: 'device_group',
    valueOf: ({ group_id }: DeviceTable): Assigned => group_id,
    stampOf: ({ group_stamp }: DeviceTable) => group_stamp,
    patch: (value: Assigned, stamp: number) => ({ group_id: value as DeviceGroupId | null, group_stamp: stamp }),
  },
} as const
type Register = keyof typeof registers

const about = { relationshipId: relationshipIdSchema.nullable(), deviceIds: joinedIdsSchema(mostDevices) }

export const assignProfileEffects: SettingEffects<DecisionInput<'assign-profile'>> = {
  input: z.object({ ...about, profileId: profileIdSchema.nullable() }),
  async save(context, { profileId: value, ...of }) {
    const owner = await holdOwner(context, { permissions, ...of })
    const named = value === null ? null : await findProfile(context.unit.trx, value)
    const name = requireOf(owner, value, named, 'profile-not-found')
    await assignAll(context, owner, { ...of, sets: 'profile', value, name })
  },
}

export const assignGroupEffects: SettingEffects<DecisionInput<'assign-group'>> = {
  input: z.object({ ...about, groupId: deviceGroupIdSchema.nullable() }),
  async save(context, { groupId: value, ...of }) {
    const owner = await holdOwner(context, { permissions, ...of })
    const named = value === null ? null : await findDeviceGroup(context.unit.trx, value)
    const name = requireOf(owner, value, named, 'device-group-not-found')
    await assignAll(context, owner, { ...of, sets: 'group', value, name })
  },
}

/** Its name; empty for none. Throws Refusal where it isn't the owner's. */
function requireOf(
  owner: Owner,
  value: Assigned,
  named: { organisation_id: OrganisationId; name: string } | null | undefined,
  code: 'profile-not-found' | 'device-group-not-found',
): string {
  if (value !== null && named?.organisation_id !== owner.id) throw new Refusal(code)
  return named?.name ?? ''
}

export const undoAssignmentEffects: SettingEffects<DecisionInput<'undo-assignment'>> = {
  input: z.object({ relationshipId: relationshipIdSchema.nullable(), changeId: changeIdSchema }),
  async save(context, { relationshipId, changeId }) {
    const owner = await holdOwner(context, { permissions, relationshipId })
    const rows = await context.unit.trx
      .selectFrom('assignment')
      .selectAll()
      .where('change_id', '=', changeId)
      .where('organisation_id', '=', owner.id)
      .execute()
    const [first] = rows
    if (!first) throw new Refusal('not-found')
    const { valueOf, table } = registers[first.sets]
    const existing = new Set(
      (await context.unit.trx.selectFrom(table).select('id').where('organisation_id', '=', owner.id).execute()).map(
        ({ id }): Assigned => id,
      ),
    )
    const before = new Map(rows.map((row) => [row.device_id, row]))
    const devices = await findDevices(context.unit.trx, [...before.keys()])
    // What was assigned anew since, or has gone, is left as it is.
    const assigned = devices.flatMap((device) => {
      const row = before.get(device.id)!
      const now = device.organisation_id === owner.id ? valueOf(device) : undefined
      const kept = whyKept({ ...row, deviceId: device.id }, now, (id) => existing.has(id))
      return kept === null ? [{ device, value: row.before }] : []
    })
    await assign(context, owner, assigned, { sets: first.sets, name: '', undoes: changeId })
  },
}

async function assignAll(
  context: DecisionContext,
  owner: Owner,
  { sets, value, name, deviceIds }: { sets: Register; value: Assigned; name: string; deviceIds: string },
): Promise<void> {
  const { stampOf, valueOf } = registers[sets]
  const devices = await requireOwn(context, owner, splitIds(deviceIds))
  if (devices.some(({ status }) => status !== 'approved')) throw new Refusal('device-not-approved')
  const later = devices.filter((device) => stampOf(device) <= context.stamp && valueOf(device) !== value)
  const assigned = later.map((device) => ({ device, value }))
  await assign(context, owner, assigned, { sets, name, undoes: null })
}

async function assign(
  context: DecisionContext,
  owner: Owner,
  assigned: readonly { device: DeviceTable; value: Assigned }[],
  { sets, name, undoes }: { sets: Register; name: string; undoes: ChangeId | null },
): Promise<void> {
  const { unit, stamp } = context
  const { event, patch, valueOf } = registers[sets]
  if (assigned.length === 0) return
  for (const [value, those] of Map.groupBy(assigned, (each) => each.value))
    await updateDevices(
      unit.trx,
      those.map(({ device }) => device.id),
      patch(value, stamp),
    )
  const devices = assigned.map(({ device }) => device)
  publishHeld(unit, owner, devices)
  const changeId = await logDevices(context, owner, {
    event,
    at: stamp,
    undoes,
    devices: { count: assigned.length, uploadId: null, name },
  })
  if (changeId === null) return
  const rows = assigned.map(({ device, value }) => ({
    organisation_id: owner.id,
    change_id: changeId,
    device_id: device.id,
    sets,
    before: valueOf(device),
    after: value,
  }))
  for (const some of inChunks(rows)) await unit.trx.insertInto('assignment').values(some).execute()
  publishToOwner(unit, owner, assignmentKind.name, changeId)
}
