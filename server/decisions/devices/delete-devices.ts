import { z } from 'zod'
import { deleteDevices } from '#shared/decisions/devices/delete-devices.ts'
import { mostDevices } from '#shared/decisions/devices/move-devices.ts'
import { joinedIdsSchema, splitIds } from '#shared/domain/device/joined-ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { deleteReported } from '../../database/repository/alerts/alert.ts'
import { deleteDevices as deleteRows, findDevices } from '../../database/repository/devices/device.ts'
import { publishDevices, publishLink, type Owner } from '../../database/repository/devices/owner.ts'
import { findLink, recountDevices } from '../../database/repository/devices/reseller-link.ts'
import type { DeviceTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import type { DeviceEffects } from './device-effects.ts'
import { findOwner, holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'

/** From an MSP's own, and from its reseller's list, too. What it moved is its customer's, and isn't deleted. */
export const deleteDevicesEffects: DeviceEffects<Parameters<typeof deleteDevices.foretells>[0]> = {
  input: z.object({ deviceIds: joinedIdsSchema(mostDevices) }),
  async apply(context, { deviceIds }) {
    const owner = await holdOwner(context, { ...deleteDevices, relationshipId: null })
    const devices = await requireOwn(context, owner, splitIds(deviceIds))
    requireUnlicensed(devices)
    await deleteUploaded(context, owner, devices)
    await logDevices(context, owner, {
      event: deleteDevices.event,
      devices: { count: devices.length, uploadId: null, name: '' },
    })
  },
}

/** All of them, or none is done anything with. Throws Refusal: device-not-yours. */
export async function requireOwn(
  { unit }: Pick<DecisionContext, 'unit'>,
  owner: Owner,
  ids: readonly DeviceTable['id'][],
): Promise<DeviceTable[]> {
  const devices = await findDevices(unit.trx, ids)
  if (devices.length < ids.length || devices.some(({ organisation_id }) => organisation_id !== owner.id))
    throw new Refusal('device-not-yours')
  return devices
}

/** Whoever would take them out of use takes their licences off first. Throws Refusal: device-licensed. */
export function requireUnlicensed(devices: readonly Pick<DeviceTable, 'licence_share_id'>[]): void {
  if (devices.some(({ licence_share_id }) => licence_share_id !== null)) throw new Refusal('device-licensed')
}

/** Rows, what they are known by, and the counts of how they came. */
export async function deleteUploaded(
  { unit }: Pick<DecisionContext, 'unit'>,
  owner: Owner,
  devices: readonly DeviceTable[],
): Promise<void> {
  const ids = devices.map(({ id }) => id)
  await deleteRows(unit.trx, ids)
  await deleteReported(unit, owner, ids)
  publishDevices(unit, owner, devices)
  for (const id of new Set(devices.map(({ link_id }) => link_id))) {
    await recountDevices(unit.trx, id)
    const link = await findLink(unit.trx, id)
    if (link) publishLink(unit, await findOwner(unit, link.organisation_id), link)
  }
}
