/** Which profile devices get (S3): of two that were set the later one holds, and each can be taken back (H3). */
import { z } from 'zod'
import { mostDevices } from '#shared/decisions/devices/move-devices.ts'
import type { DecisionInput } from '#shared/decisions/registry.ts'
import { joinedIdsSchema, splitIds } from '#shared/domain/device/joined-ids.ts'
import { changeIdSchema, profileIdSchema, relationshipIdSchema, type ChangeId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { findDevices, updateDevices } from '../../database/repository/devices/device.ts'
import { publishDevices, type Owner } from '../../database/repository/devices/owner.ts'
import { findProfile } from '../../database/repository/devices/profile.ts'
import { inChunks } from '../../database/in-chunks.ts'
import type { DeviceTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import type { SettingEffects } from '../setting/set-registers.ts'
import { requireOwn } from './delete-devices.ts'
import { holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'

const permissions = { msp: 'manage-devices', customer: 'manage-devices' } as const

export const assignProfileEffects: SettingEffects<DecisionInput<'assign-profile'>> = {
  input: z.object({
    relationshipId: relationshipIdSchema.nullable(),
    deviceIds: joinedIdsSchema(mostDevices),
    profileId: profileIdSchema.nullable(),
  }),
  async save(context, { relationshipId, deviceIds, profileId }) {
    const owner = await holdOwner(context, { permissions, relationshipId })
    const profile = profileId === null ? null : await findProfile(context.unit.trx, profileId)
    if (profileId !== null && profile?.organisation_id !== owner.id) throw new Refusal('profile-not-found')
    const devices = await requireOwn(context, owner, splitIds(deviceIds))
    if (devices.some(({ status }) => status !== 'approved')) throw new Refusal('device-not-approved')
    const later = devices.filter((device) => device.profile_stamp <= context.stamp && device.profile_id !== profileId)
    const assigned = later.map((device) => ({ device, profileId }))
    await assign(context, owner, assigned, { event: 'profile-assigned', name: profile?.name ?? '', undoes: null })
  },
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
    if (rows.length === 0) throw new Refusal('not-found')
    const before = new Map(rows.map((row) => [row.device_id, row]))
    const devices = await findDevices(context.unit.trx, [...before.keys()])
    // What was assigned anew since, or has gone, is left as it is.
    const still = devices.filter(
      ({ id, organisation_id, profile_id }) =>
        organisation_id === owner.id && profile_id === before.get(id)!.after && profile_id !== before.get(id)!.before,
    )
    const assigned = still.map((device) => ({ device, profileId: before.get(device.id)!.before }))
    await assign(context, owner, assigned, { event: 'profile-assigned', name: '', undoes: changeId })
  },
}

interface Assigned {
  device: DeviceTable
  profileId: DeviceTable['profile_id']
}

async function assign(
  context: DecisionContext,
  owner: Owner,
  assigned: readonly Assigned[],
  { event, name, undoes }: { event: 'profile-assigned'; name: string; undoes: ChangeId | null },
): Promise<void> {
  const { unit, stamp } = context
  if (assigned.length === 0) return
  for (const [profileId, those] of Map.groupBy(assigned, (each) => each.profileId))
    await updateDevices(
      unit.trx,
      those.map(({ device }) => device.id),
      { profile_id: profileId, profile_stamp: stamp },
    )
  const devices = assigned.map(({ device }) => device)
  publishDevices(unit, owner, devices)
  const changeId = await logDevices(context, owner, {
    event,
    at: stamp,
    undoes,
    devices: { count: assigned.length, uploadId: null, name },
  })
  if (changeId === null) return
  const rows = assigned.map(({ device, profileId }) => ({
    organisation_id: owner.id,
    change_id: changeId,
    device_id: device.id,
    before: device.profile_id,
    after: profileId,
  }))
  for (const some of inChunks(rows)) await unit.trx.insertInto('assignment').values(some).execute()
}
