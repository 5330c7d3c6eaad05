import { z } from 'zod'
import { licenseDevices } from '#shared/decisions/licences/license-devices.ts'
import { unlicenseDevices } from '#shared/decisions/licences/unlicense-devices.ts'
import { mostDevices } from '#shared/decisions/devices/move-devices.ts'
import { joinedIdsSchema, splitIds } from '#shared/domain/device/joined-ids.ts'
import { licenceShareIdSchema, relationshipIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { updateDevices } from '../../database/repository/devices/device.ts'
import { publishHeld } from '../../database/repository/devices/owner.ts'
import { countUsed, findLicence } from '../../database/repository/licences/licence.ts'
import { publishShare, publishSharesUsedBy } from '../../database/repository/licences/publish.ts'
import { requireOwn } from '../devices/delete-devices.ts'
import { holdOwner } from '../devices/hold-owner.ts'
import { logDevices } from '../devices/log-devices.ts'
import type { DeviceEffects } from '../devices/device-effects.ts'
import { holdShare, requireRunning } from './hold-licence.ts'

export const licenseDevicesEffects: DeviceEffects<Parameters<typeof licenseDevices.foretells>[0]> = {
  input: z.object({
    relationshipId: relationshipIdSchema.nullable(),
    shareId: licenceShareIdSchema,
    deviceIds: joinedIdsSchema(mostDevices),
  }),
  async apply(context, { relationshipId, shareId, deviceIds }) {
    const { unit } = context
    const owner = await holdOwner(context, { ...licenseDevices, relationshipId, target: 'licence' })
    const share = await holdShare(context, owner, { id: shareId })
    const licence = (await findLicence(unit.trx, share.licence_id))!
    requireRunning(context, licence)
    const devices = await requireOwn(context, owner, splitIds(deviceIds))
    if (devices.some(({ status }) => status !== 'approved')) throw new Refusal('device-not-approved')
    if (devices.some((device) => device.licence_share_id !== null && device.licence_share_id !== share.id))
      throw new Refusal('licensed-otherwise')
    const unlicensed = devices.filter(({ licence_share_id }) => licence_share_id === null)
    if (unlicensed.length === 0) return
    if ((await countUsed(unit.trx, share.id)) + unlicensed.length > share.seats) throw new Refusal('too-few-seats')
    const ids = unlicensed.map(({ id }) => id)
    await updateDevices(unit.trx, ids, { licence_share_id: share.id })
    publishHeld(unit, owner, unlicensed)
    await publishShare(unit, owner, share)
    await logDevices(context, owner, {
      event: licenseDevices.event,
      devices: { count: ids.length, uploadId: null, name: licence.name },
    })
  },
}

export const unlicenseDevicesEffects: DeviceEffects<Parameters<typeof unlicenseDevices.foretells>[0]> = {
  input: z.object({
    relationshipId: relationshipIdSchema.nullable(),
    deviceIds: joinedIdsSchema(mostDevices),
  }),
  async apply(context, { relationshipId, deviceIds }) {
    const { unit } = context
    const owner = await holdOwner(context, { ...unlicenseDevices, relationshipId, target: 'licence' })
    const devices = await requireOwn(context, owner, splitIds(deviceIds))
    const licensed = devices.filter(({ licence_share_id }) => licence_share_id !== null)
    if (licensed.length === 0) return
    const ids = licensed.map(({ id }) => id)
    await updateDevices(unit.trx, ids, { licence_share_id: null })
    publishHeld(unit, owner, licensed)
    await publishSharesUsedBy(unit, owner, licensed)
    await logDevices(context, owner, {
      event: unlicenseDevices.event,
      devices: { count: ids.length, uploadId: null, name: '' },
    })
  },
}
