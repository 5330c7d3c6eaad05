import { z } from 'zod'
import { mostDevices } from '#shared/decisions/devices/move-devices.ts'
import { deleteUploadedDevices } from '#shared/decisions/reseller/delete-uploaded-devices.ts'
import { joinedIdsSchema, splitIds } from '#shared/domain/device/joined-ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { findDevices, findDevicesOfUpload } from '../../database/repository/devices/device.ts'
import { publishUpload, type Owner } from '../../database/repository/devices/owner.ts'
import { findUpload, updateUpload } from '../../database/repository/devices/upload.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import type { DeviceTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import { deleteUploaded } from '../devices/delete-devices.ts'
import type { DeviceEffects } from '../devices/device-effects.ts'
import { findOwner } from '../devices/hold-owner.ts'
import { requireReseller } from './hold-party.ts'
import { auditDevices, logDevices } from '../devices/log-devices.ts'

/** Its own, of one customer, while nobody has approved them: all of them, or none. */
export const deleteUploadedDevicesEffects: DeviceEffects<Parameters<typeof deleteUploadedDevices.foretells>[0]> = {
  input: z.object({ deviceIds: joinedIdsSchema(mostDevices) }),
  async apply(context, { deviceIds }) {
    requireReseller(context, deleteUploadedDevices.permissions.reseller!)
    const ids = splitIds(deviceIds)
    const owner = await holdOwnerOf(context, ids)
    const devices = await requireUploaded(context, owner, ids)
    await deleteUploaded(context, owner, devices)
    for (const id of new Set(devices.map(({ upload_id }) => upload_id))) await closeEmpty(context, owner, id)
    const done = { event: deleteUploadedDevices.event, devices: { count: devices.length, uploadId: null, name: '' } }
    if (owner.kind === 'customer') await logDevices(context, owner, done)
    await auditDevices(context, done)
  },
}

async function holdOwnerOf({ unit }: DecisionContext, ids: readonly DeviceTable['id'][]): Promise<Owner> {
  const [any] = await findDevices(unit.trx, ids.slice(0, 1))
  if (!any) throw new Refusal('device-not-yours')
  const owner = await findOwner(unit, any.organisation_id)
  await holdOrganisation(unit.trx, owner.id)
  return owner
}

/** Throws Refusal: device-not-yours, device-approved. */
async function requireUploaded(
  { unit, access }: DecisionContext,
  owner: Owner,
  ids: readonly DeviceTable['id'][],
): Promise<DeviceTable[]> {
  const devices = await findDevices(unit.trx, ids)
  const isTheirs = ({ reseller_id, origin_id }: DeviceTable) =>
    reseller_id === access.organisationId && origin_id === devices[0]!.origin_id
  if (devices.length < ids.length || !devices.every(isTheirs)) throw new Refusal('device-not-yours')
  const isOpen = ({ origin_status, organisation_id }: DeviceTable) =>
    origin_status === 'pending' && organisation_id === owner.id
  if (!devices.every(isOpen)) throw new Refusal('device-approved')
  return devices
}

/** An upload of which nothing is left asks nobody for anything. */
async function closeEmpty({ unit }: DecisionContext, owner: Owner, id: DeviceTable['upload_id']): Promise<void> {
  const upload = await findUpload(unit.trx, id, { lock: true })
  if (!upload || upload.delivery === 'in-progress' || (await findDevicesOfUpload(unit.trx, id)).length > 0) return
  await updateUpload(unit.trx, id, { state: 'rejected', decided_at: unit.now, version: upload.version + 1 })
  publishUpload(unit, owner, upload)
}
