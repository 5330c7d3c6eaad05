import { z } from 'zod'
import { assignSeats } from '#shared/decisions/licences/assign-seats.ts'
import { giveBackSeats } from '#shared/decisions/licences/give-back-seats.ts'
import {
  licenceIdSchema,
  licenceShareIdSchema,
  organisationIdSchema,
  relationshipIdSchema,
  type RelationshipId,
} from '#shared/domain/ids.ts'
import { isTransferable, servicesCoveredBy } from '#shared/domain/licence/licence.ts'
import { licenceLimits } from '#shared/domain/licence/licence-form.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { serviceIdSchema, type ServiceId } from '#shared/domain/service.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import { countUsed, findShare, listSharesOf } from '../../database/repository/licences/licence.ts'
import { publishShare } from '../../database/repository/licences/publish.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import type { LicenceTable } from '../../database/tables/licence-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import { holdOwner } from '../devices/hold-owner.ts'
import { auditDevices, logDevices } from '../devices/log-devices.ts'
import type { DeviceEffects } from '../devices/device-effects.ts'
import { holdLicence, holdShare, requireRunning } from './hold-licence.ts'

const version = z.number().int().nonnegative()

/** The licence is held, so that of two who assign the last seat at once the second finds it gone. */
export const assignSeatsEffects: DeviceEffects<Parameters<typeof assignSeats.foretells>[0]> = {
  input: z.object({
    relationshipId: relationshipIdSchema,
    customerId: organisationIdSchema,
    licenceId: licenceIdSchema,
    shareId: licenceShareIdSchema,
    service: serviceIdSchema,
    seats: z.number().int().min(1).max(licenceLimits.seats),
    version,
  }),
  async apply(context, { relationshipId, customerId, licenceId, shareId, service, seats, version: seen }) {
    const { unit, access } = context
    const { customer, manager } = await holdCustomer(context, relationshipId)
    if (customer.id !== customerId) throw new Refusal('not-permitted')
    const licence = await holdLicence(context, { id: access.organisationId }, { id: licenceId })
    requireRunning(context, licence)
    requireService(licence, manager, service)
    const shares = await listSharesOf(unit.trx, licence.id)
    const known = shares.find((share) => share.organisation_id === customerId && share.service === service)
    if ((known?.version ?? 0) !== seen || (known && known.id !== shareId)) throw new Refusal('stale-decision')
    if (!known && (await findShare(unit.trx, shareId))) throw new Refusal('id-taken')
    const more = seats - (known?.seats ?? 0)
    if (more <= 0) throw new Refusal('invalid-input', { seats: 'more-seats' })
    const assigned = shares.reduce((sum, share) => sum + share.seats, 0)
    if (assigned + more > licence.seats) throw new Refusal('no-seats-left', { seats: 'no-seats-left' })
    const share = { id: shareId, organisation_id: customerId, licence_id: licence.id, service, seats, left_name: null }
    if (known)
      await unit.trx
        .updateTable('licence_share')
        .set({ seats, version: known.version + 1 })
        .where('id', '=', known.id)
        .execute()
    else
      await unit.trx
        .insertInto('licence_share')
        .values({ ...share, version: 1 })
        .execute()
    await publishShare(unit, customer, share)
    await tell(context, customer, assignSeats.event, { seats: more, licence })
  },
}

export const giveBackSeatsEffects: DeviceEffects<Parameters<typeof giveBackSeats.foretells>[0]> = {
  input: z.object({
    relationshipId: relationshipIdSchema,
    shareId: licenceShareIdSchema,
    seats: z.number().int().min(0).max(licenceLimits.seats),
    version,
  }),
  async apply(context, { relationshipId, shareId, seats, version: seen }) {
    const { unit, access } = context
    const { customer } = await holdCustomer(context, relationshipId)
    const { licence_id } = (await findShare(unit.trx, shareId)) ?? {}
    if (!licence_id) throw new Refusal('not-found')
    const licence = await holdLicence(context, { id: access.organisationId }, { id: licence_id })
    const share = await holdShare(context, customer, { id: shareId, version: seen })
    if (!isTransferable(licence)) throw new Refusal('not-transferable')
    if (seats >= share.seats) throw new Refusal('invalid-input', { seats: 'fewer-seats' })
    if (seats < (await countUsed(unit.trx, share.id))) throw new Refusal('seats-in-use', { seats: 'seats-in-use' })
    if (seats === 0) await unit.trx.deleteFrom('licence_share').where('id', '=', share.id).execute()
    else
      await unit.trx
        .updateTable('licence_share')
        .set({ seats, version: share.version + 1 })
        .where('id', '=', share.id)
        .execute()
    await publishShare(unit, customer, share)
    await tell(context, customer, giveBackSeats.event, { seats: share.seats - seats, licence })
  },
}

/** Throws Refusal: not-permitted, relationship-ended. */
async function holdCustomer(
  context: DecisionContext,
  relationshipId: RelationshipId,
): Promise<{ customer: Owner; manager: Relationship }> {
  const customer = await holdOwner(context, { permissions: assignSeats.permissions, relationshipId, target: 'licence' })
  return { customer, manager: customer.manager! }
}

/** Throws Refusal: service-not-managed. */
function requireService(licence: LicenceTable, manager: Relationship, service: ServiceId): void {
  const managed = JSON.parse(manager.services) as ServiceId[]
  if (!managed.includes(service) || !servicesCoveredBy(licence.service).includes(service))
    throw new Refusal('service-not-managed')
}

/** The customer's Activity and the MSP's own log. */
async function tell(
  context: DecisionContext,
  customer: Owner,
  event: typeof assignSeats.event | typeof giveBackSeats.event,
  { seats, licence: { name } }: { seats: number; licence: LicenceTable },
): Promise<void> {
  const done = { event, devices: { count: seats, uploadId: null, name } }
  await logDevices(context, customer, done)
  await auditDevices(context, done)
}
