import { reopenUpload } from '#shared/decisions/devices/reopen-upload.ts'
import { relationshipIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { findDevicesOfUpload, updateDevices } from '../../database/repository/devices/device.ts'
import { publishDecided } from '../../database/repository/devices/owner.ts'
import { updateUpload } from '../../database/repository/devices/upload.ts'
import { holdUpload, seenUploadSchema } from './approve-uploads.ts'
import { requireUnlicensed } from './delete-devices.ts'
import type { DeviceEffects } from './device-effects.ts'
import { holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'

/** What an approval can be answered with, until its devices are put to use (H3). */
export const reopenUploadEffects: DeviceEffects<Parameters<typeof reopenUpload.foretells>[0]> = {
  input: seenUploadSchema.extend({ relationshipId: relationshipIdSchema.nullable() }),
  async apply(context, { relationshipId, ...seen }) {
    const { unit } = context
    const owner = await holdOwner(context, { ...reopenUpload, relationshipId })
    const upload = await holdUpload(context, owner, seen, 'approved')
    const devices = await findDevicesOfUpload(unit.trx, upload.id)
    requireUnlicensed(devices)
    const isInUse = devices.some(({ profile_id }) => profile_id !== null)
    // What was moved or deleted since, it has no more.
    if (isInUse || devices.length < upload.devices) throw new Refusal('devices-in-use')
    await updateDevices(
      unit.trx,
      devices.map(({ id }) => id),
      { status: 'pending', ...(upload.link_id && { origin_status: 'pending' }) },
    )
    await updateUpload(unit.trx, upload.id, { state: 'pending', decided_at: null, version: upload.version + 1 })
    publishDecided(unit, owner, upload, devices)
    await logDevices(context, owner, {
      event: reopenUpload.event,
      devices: { count: devices.length, uploadId: upload.id, name: upload.order_number },
    })
  },
}
