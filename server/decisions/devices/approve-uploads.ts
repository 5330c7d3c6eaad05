import { z } from 'zod'
import { approveUploads } from '#shared/decisions/devices/approve-uploads.ts'
import { mostUploads } from '#shared/decisions/devices/seen-upload.ts'
import { relationshipIdSchema, uploadIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { findDevicesOfUpload, updateDevices } from '../../database/repository/devices/device.ts'
import { publishDecided, type Owner } from '../../database/repository/devices/owner.ts'
import { findLink } from '../../database/repository/devices/reseller-link.ts'
import { findUpload, updateUpload } from '../../database/repository/devices/upload.ts'
import type { DeviceUploadTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import type { DeviceEffects } from './device-effects.ts'
import { holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'

export const seenUploadSchema = z.object({ id: uploadIdSchema, version: z.number().int().nonnegative() })

export const approveUploadsEffects: DeviceEffects<Parameters<typeof approveUploads.foretells>[0]> = {
  input: z.object({
    relationshipId: relationshipIdSchema.nullable(),
    uploads: z.array(seenUploadSchema).min(1).max(mostUploads),
  }),
  async apply(context, { relationshipId, uploads }) {
    const owner = await holdOwner(context, { ...approveUploads, relationshipId })
    let count = 0
    const known = []
    for (const seen of uploads.toSorted((left, right) => (left.id < right.id ? -1 : 1))) {
      const upload = await holdUpload(context, owner, seen, 'pending')
      count += await approveDevices(context, owner, upload)
      known.push(upload)
    }
    const [only] = known.length === 1 ? known : []
    await logDevices(context, owner, {
      event: approveUploads.event,
      devices: { count, uploadId: only?.id ?? null, name: only?.order_number ?? '' },
    })
  },
}

/** As whoever decides saw it. Throws Refusal: not-found, upload-in-progress, already-decided, stale-decision. */
export async function holdUpload(
  { unit }: Pick<DecisionContext, 'unit'>,
  owner: Owner,
  { id, version }: z.infer<typeof seenUploadSchema>,
  state: DeviceUploadTable['state'],
  { whileArriving = false } = {},
): Promise<DeviceUploadTable> {
  const upload = await findUpload(unit.trx, id, { lock: true })
  if (!upload || upload.organisation_id !== owner.id) throw new Refusal('not-found')
  if (upload.delivery === 'in-progress' && !whileArriving) throw new Refusal('upload-in-progress')
  if (upload.state !== state) throw new Refusal('already-decided')
  if (upload.version !== version) throw new Refusal('stale-decision')
  return upload
}

/** What it brought is the owner's, with the profile that devices of this reseller get. Resolves to how many there are. */
export async function approveDevices(
  { unit }: Pick<DecisionContext, 'unit'>,
  owner: Owner,
  upload: Pick<DeviceUploadTable, 'id' | 'link_id' | 'version' | 'reseller_id'>,
): Promise<number> {
  const devices = await findDevicesOfUpload(unit.trx, upload.id)
  const link = upload.link_id ? await findLink(unit.trx, upload.link_id) : undefined
  const profileId = link?.organisation_id === owner.id ? link.default_profile_id : null
  await updateDevices(
    unit.trx,
    devices.map(({ id }) => id),
    {
      status: 'approved',
      // What was moved here its reseller had approved before.
      ...(upload.link_id && { origin_status: 'approved' }),
      ...(profileId && { profile_id: profileId, profile_stamp: unit.now }),
    },
  )
  await updateUpload(unit.trx, upload.id, { state: 'approved', decided_at: unit.now, version: upload.version + 1 })
  publishDecided(unit, owner, upload, devices)
  return devices.length
}
