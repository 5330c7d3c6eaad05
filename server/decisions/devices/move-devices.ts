import { z } from 'zod'
import { moveDevices, mostDevices } from '#shared/decisions/devices/move-devices.ts'
import { can } from '#shared/domain/access/can.ts'
import { joinedIdsSchema, splitIds } from '#shared/domain/device/joined-ids.ts'
import { organisationIdSchema, relationshipIdSchema, uploadIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { relationshipFacts, requireRelationship } from '../../auth/access.ts'
import { moveIdentifiers, updateDevices } from '../../database/repository/devices/device.ts'
import { publishHeld, publishUpload, type Owner } from '../../database/repository/devices/owner.ts'
import { findUpload, insertUpload } from '../../database/repository/devices/upload.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import type { DeviceUploadTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import { requireOwn, requireUnlicensed } from './delete-devices.ts'
import type { DeviceEffects } from './device-effects.ts'
import { auditDevices, logDevices } from './log-devices.ts'

type Move = Parameters<typeof moveDevices.foretells>[0]

/** From an MSP's own to a customer that it manages alone, whose services get them to approve; all of them, or none (M22). */
export const moveDevicesEffects: DeviceEffects<Move> = {
  input: z.object({
    relationshipId: relationshipIdSchema,
    customerId: organisationIdSchema,
    uploadId: uploadIdSchema,
    deviceIds: joinedIdsSchema(mostDevices),
  }),
  async apply(context, move) {
    const { unit } = context
    const { msp, customer } = await holdBoth(context, move)
    const devices = await requireOwn(context, msp, splitIds(move.deviceIds))
    if (devices.some(({ status }) => status !== 'approved')) throw new Refusal('device-not-approved')
    requireUnlicensed(devices)
    if (await findUpload(unit.trx, move.uploadId)) throw new Refusal('id-taken')
    const ids = devices.map(({ id }) => id)
    const upload = uploadOf(move, { msp, customer }, { count: ids.length, now: unit.now })
    await insertUpload(unit.trx, upload)
    await updateDevices(unit.trx, ids, {
      organisation_id: customer.id,
      upload_id: upload.id,
      status: 'pending',
      moved_by: msp.id,
      profile_id: null,
      group_id: null,
      added_at: unit.now,
    })
    await moveIdentifiers(unit.trx, ids, customer.id)
    publishUpload(unit, customer, upload)
    publishHeld(unit, customer, devices)
    const done = { event: moveDevices.event, devices: { count: ids.length, uploadId: upload.id, name: '' } }
    await logDevices(context, customer, done)
    await auditDevices(context, done)
  },
}

/** Organisations are locked in order of their IDs. Throws Refusal: not-permitted, relationship-ended, only-fully-managed. */
async function holdBoth(
  { unit, access }: DecisionContext,
  { relationshipId, customerId }: Move,
): Promise<{ msp: Owner; customer: Owner }> {
  const manager = await requireRelationship(unit.trx, access, relationshipId, { lock: true })
  const facts = { ownerId: manager.customer_id, resellerId: null, manager: relationshipFacts(manager) }
  const isAsked = manager.customer_id === customerId && manager.msp_id === access.organisationId
  if (!isAsked || !can(access, moveDevices.permissions.msp!, { type: 'holding', ...facts }))
    throw new Refusal('not-permitted')
  // Converted between the tap and the arrival: from now on what comes is the customer's to say.
  if (manager.management_type !== 'fully') throw new Refusal('only-fully-managed')
  for (const id of [manager.msp_id, manager.customer_id].toSorted()) await holdOrganisation(unit.trx, id)
  return {
    msp: { id: manager.msp_id, kind: 'msp', manager: undefined },
    customer: { id: manager.customer_id, kind: 'customer', manager },
  }
}

function uploadOf(
  { uploadId }: Move,
  { msp, customer }: { msp: Owner; customer: Owner },
  { count, now }: { count: number; now: number },
): DeviceUploadTable {
  return {
    id: uploadId,
    organisation_id: customer.id,
    reseller_id: null,
    link_id: null,
    msp_id: msp.id,
    order_number: '',
    order_date: '',
    rows: count,
    arrived: count,
    devices: count,
    refused: 0,
    refused_rows: '[]',
    delivery: 'ok',
    state: 'pending',
    at: now,
    decided_at: null,
    version: 0,
  }
}
