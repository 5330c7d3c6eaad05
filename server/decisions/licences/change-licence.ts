import { z } from 'zod'
import { changeLicence } from '#shared/decisions/licences/change-licence.ts'
import { deleteLicence } from '#shared/decisions/licences/delete-licence.ts'
import { licenceIdSchema } from '#shared/domain/ids.ts'
import { licenceChangeSchema } from '#shared/domain/licence/licence-form.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import { publishToOwner } from '../../database/repository/devices/owner.ts'
import { countUsed, listSharesOf } from '../../database/repository/licences/licence.ts'
import { publishLicence, publishSharesOf } from '../../database/repository/licences/publish.ts'
import type { LicenceShareTable } from '../../database/tables/licence-tables.ts'
import { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import type { DecisionContext } from '../decision-context.ts'
import { holdOwner } from '../devices/hold-owner.ts'
import { logDevices } from '../devices/log-devices.ts'
import type { DeviceEffects } from '../devices/device-effects.ts'
import { holdLicence } from './hold-licence.ts'

const seenSchema = z.object({
  relationshipId: z.null(),
  id: licenceIdSchema,
  version: z.number().int().nonnegative(),
})

export const changeLicenceEffects: DeviceEffects<Parameters<typeof changeLicence.foretells>[0]> = {
  input: licenceChangeSchema.and(seenSchema),
  async apply(context, { name, seats, startsOn, endsOn, ...seen }) {
    const { unit } = context
    const owner = await holdOwner(context, { ...changeLicence, relationshipId: null, target: 'licence' })
    const licence = await holdLicence(context, owner, seen)
    const shares = await listSharesOf(unit.trx, licence.id)
    const own = shares.find(({ organisation_id }) => organisation_id === owner.id)
    const assigned = own ? await countUsed(unit.trx, own.id) : shares.reduce((sum, share) => sum + share.seats, 0)
    if (seats < assigned) throw new Refusal('seats-assigned', { seats: 'seats-assigned' })
    await unit.trx
      .updateTable('licence')
      .set({ name, seats, starts_on: startsOn, ends_on: endsOn, version: licence.version + 1 })
      .where('id', '=', licence.id)
      .execute()
    if (own)
      await unit.trx
        .updateTable('licence_share')
        .set({ seats, version: own.version + 1 })
        .where('id', '=', own.id)
        .execute()
    publishLicence(unit, owner, licence)
    await publishSharesOf(unit, shares)
    await logDevices(context, owner, { event: changeLicence.event, devices: { count: seats, uploadId: null, name } })
  },
}

export const deleteLicenceEffects: DeviceEffects<Parameters<typeof deleteLicence.foretells>[0]> = {
  input: seenSchema,
  async apply(context, seen) {
    const { unit } = context
    const owner = await holdOwner(context, { ...deleteLicence, relationshipId: null, target: 'licence' })
    const licence = await holdLicence(context, owner, seen)
    for (const share of await listSharesOf(unit.trx, licence.id)) await deleteOwnShare(context, owner, share)
    await unit.trx.deleteFrom('licence').where('id', '=', licence.id).execute()
    publishLicence(unit, owner, licence)
    const { name, seats } = licence
    await logDevices(context, owner, { event: deleteLicence.event, devices: { count: seats, uploadId: null, name } })
  },
}

/** Of what a customer bought itself. Throws Refusal: licence-in-use. */
async function deleteOwnShare({ unit }: DecisionContext, owner: Owner, share: LicenceShareTable): Promise<void> {
  if (share.organisation_id !== owner.id || (await countUsed(unit.trx, share.id)) > 0)
    throw new Refusal('licence-in-use')
  await unit.trx.deleteFrom('licence_share').where('id', '=', share.id).execute()
  publishToOwner(unit, owner, licenceShareKind.name, share.id)
}
