import { z } from 'zod'
import { addDeviceGroup } from '#shared/decisions/devices/groups/add-device-group.ts'
import { changeDeviceGroup } from '#shared/decisions/devices/groups/change-device-group.ts'
import { deleteDeviceGroup } from '#shared/decisions/devices/groups/delete-device-group.ts'
import { deviceGroupSchema } from '#shared/domain/device/device-group.ts'
import { deviceGroupIdSchema, organisationIdSchema, relationshipIdSchema, type UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import {
  findDeviceGroup,
  findOwnPeople,
  isDeviceGroupInUse,
  saveManagers,
} from '../../../database/repository/devices/device-group.ts'
import { publishToOwner, type Owner } from '../../../database/repository/devices/owner.ts'
import type { DeviceGroupTable } from '../../../database/tables/device-tables.ts'
import type { DecisionContext } from '../../decision-context.ts'
import type { DeviceEffects } from '../device-effects.ts'
import { holdOwner } from '../hold-owner.ts'
import { logDevices } from '../log-devices.ts'
import { requireFreeName } from '../require-free-name.ts'
import { requireSeen } from '../require-seen.ts'

const seenSchema = z.object({
  relationshipId: relationshipIdSchema.nullable(),
  id: deviceGroupIdSchema,
  version: z.number().int().nonnegative(),
})

export const addDeviceGroupEffects: DeviceEffects<Parameters<typeof addDeviceGroup.foretells>[0]> = {
  input: deviceGroupSchema.extend({
    relationshipId: relationshipIdSchema.nullable(),
    id: deviceGroupIdSchema,
    ownerId: organisationIdSchema,
  }),
  async apply(context, { relationshipId, id, ownerId, name, managers }) {
    const { trx } = context.unit
    const owner = await holdOwner(context, { ...addDeviceGroup, relationshipId })
    if (owner.id !== ownerId) throw new Refusal('not-permitted')
    if (await findDeviceGroup(trx, id)) throw new Refusal('id-taken')
    await requireFreeName(context, owner, 'device_group', { id, name })
    await requireOwnPeople(context, owner, managers)
    const group = { id, organisation_id: owner.id, name, version: 1 }
    await trx.insertInto('device_group').values(group).execute()
    await saveManagers(trx, group, managers)
    await tell(context, owner, addDeviceGroup.event, group)
  },
}

export const changeDeviceGroupEffects: DeviceEffects<Parameters<typeof changeDeviceGroup.foretells>[0]> = {
  input: deviceGroupSchema.extend(seenSchema.shape),
  async apply(context, { relationshipId, id, version, name, managers }) {
    const { trx } = context.unit
    const owner = await holdOwner(context, { ...changeDeviceGroup, relationshipId })
    const group = requireSeen(await findDeviceGroup(trx, id), owner, version)
    await requireFreeName(context, owner, 'device_group', { id, name })
    await requireOwnPeople(context, owner, managers)
    await trx
      .updateTable('device_group')
      .set({ name, version: version + 1 })
      .where('id', '=', id)
      .execute()
    await saveManagers(trx, group, managers)
    await tell(context, owner, changeDeviceGroup.event, { id, name })
  },
}

export const deleteDeviceGroupEffects: DeviceEffects<Parameters<typeof deleteDeviceGroup.foretells>[0]> = {
  input: seenSchema,
  async apply(context, { relationshipId, id, version }) {
    const { trx } = context.unit
    const owner = await holdOwner(context, { ...deleteDeviceGroup, relationshipId })
    const group = requireSeen(await findDeviceGroup(trx, id), owner, version)
    if (await isDeviceGroupInUse(trx, group.id)) throw new Refusal('device-group-in-use')
    await saveManagers(trx, group, [])
    await trx.deleteFrom('device_group').where('id', '=', group.id).execute()
    await tell(context, owner, deleteDeviceGroup.event, group)
  },
}

/** Nobody of an MSP, and nobody who has no access (S2). */
async function requireOwnPeople({ unit }: DecisionContext, owner: Owner, managers: readonly UserId[]): Promise<void> {
  const own = new Set(await findOwnPeople(unit.trx, owner.id, managers))
  if (managers.some((id) => !own.has(id))) throw new Refusal('manager-not-yours', { managers: 'manager-not-yours' })
}

async function tell(
  context: DecisionContext,
  owner: Owner,
  event: typeof addDeviceGroup.event | typeof changeDeviceGroup.event | typeof deleteDeviceGroup.event,
  { id, name }: Pick<DeviceGroupTable, 'id' | 'name'>,
): Promise<void> {
  publishToOwner(context.unit, owner, deviceGroupKind.name, id)
  await logDevices(context, owner, { event, devices: { count: 0, uploadId: null, name } })
}
