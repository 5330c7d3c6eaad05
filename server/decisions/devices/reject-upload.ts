import { deleteReported } from '../../database/repository/alerts/alert.ts'
import { relationshipIdSchema } from '#shared/domain/ids.ts'
import { rejectUpload } from '#shared/decisions/devices/reject-upload.ts'
import { findDevicesOfUpload, moveIdentifiers, updateDevices } from '../../database/repository/devices/device.ts'
import { publishHeld, publishUpload, type Owner } from '../../database/repository/devices/owner.ts'
import { updateUpload } from '../../database/repository/devices/upload.ts'
import type { DeviceTable, DeviceUploadTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import { holdUpload, seenUploadSchema } from './approve-uploads.ts'
import { deleteUploaded } from './delete-devices.ts'
import type { DeviceEffects } from './device-effects.ts'
import { findOwner, holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'

/** Nobody has them then: whoever's they are may be sent them anew. What an MSP had moved here is the MSP's again. */
export const rejectUploadEffects: DeviceEffects<Parameters<typeof rejectUpload.foretells>[0]> = {
  input: seenUploadSchema.extend({ relationshipId: relationshipIdSchema.nullable() }),
  async apply(context, { relationshipId, ...seen }) {
    const { unit } = context
    const owner = await holdOwner(context, { ...rejectUpload, relationshipId })
    // What would never arrive whole is ended by this.
    const upload = await holdUpload(context, owner, seen, 'pending', { whileArriving: true })
    const devices = await findDevicesOfUpload(unit.trx, upload.id)
    if (upload.link_id) await deleteUploaded(context, owner, devices)
    else await giveBack(context, owner, upload, devices)
    await updateUpload(unit.trx, upload.id, {
      state: 'rejected',
      decided_at: unit.now,
      version: upload.version + 1,
      ...(upload.delivery === 'in-progress' && { delivery: 'completed-with-error' as const }),
    })
    publishUpload(unit, owner, upload)
    await logDevices(context, owner, {
      event: rejectUpload.event,
      devices: { count: devices.length, uploadId: null, name: upload.order_number },
    })
  },
}

async function giveBack(
  { unit }: DecisionContext,
  owner: Owner,
  { msp_id: mspId }: Pick<DeviceUploadTable, 'msp_id'>,
  devices: readonly DeviceTable[],
): Promise<void> {
  if (!mspId) return
  const msp = await findOwner(unit, mspId)
  for (const [uploadId, those] of Map.groupBy(devices, ({ origin_upload_id }) => origin_upload_id))
    await updateDevices(
      unit.trx,
      those.map(({ id }) => id),
      {
        organisation_id: mspId,
        upload_id: uploadId,
        status: 'approved',
        moved_by: null,
        profile_id: null,
        group_id: null,
        added_at: unit.now,
      },
    )
  await deleteReported(
    unit,
    owner,
    devices.map(({ id }) => id),
  )
  await moveIdentifiers(
    unit.trx,
    devices.map(({ id }) => id),
    mspId,
  )
  publishHeld(unit, owner, devices)
  publishHeld(unit, msp, devices)
}
