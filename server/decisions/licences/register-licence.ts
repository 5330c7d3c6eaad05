import { z } from 'zod'
import { registerLicence } from '#shared/decisions/licences/register-licence.ts'
import { licenceIdSchema, licenceShareIdSchema, organisationIdSchema } from '#shared/domain/ids.ts'
import { licenceSchema, shownOfKey } from '#shared/domain/licence/licence-form.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { markOf, seal } from '../../auth/seal.ts'
import { findLicence, findShare } from '../../database/repository/licences/licence.ts'
import { publishLicence, publishShare } from '../../database/repository/licences/publish.ts'
import type { LicenceTable } from '../../database/tables/licence-tables.ts'
import { holdOwner } from '../devices/hold-owner.ts'
import { logDevices } from '../devices/log-devices.ts'
import type { DeviceEffects } from '../devices/device-effects.ts'

const use = 'licence-key'

/** The key is sealed: what leaves the server is how it ends. */
export const registerLicenceEffects: DeviceEffects<Parameters<typeof registerLicence.foretells>[0]> = {
  input: licenceSchema.and(
    z.object({
      relationshipId: z.null(),
      id: licenceIdSchema,
      ownerId: organisationIdSchema,
      shareId: licenceShareIdSchema.nullable(),
    }),
  ),
  async apply(context, { id, ownerId, shareId, key, name, service, type, seats, startsOn, endsOn }) {
    const { services, unit } = context
    const owner = await holdOwner(context, { ...registerLicence, relationshipId: null, target: 'licence' })
    if (owner.id !== ownerId || (owner.kind === 'customer') !== (shareId !== null)) throw new Refusal('not-permitted')
    const mark = markOf(services.key, use, owner.id, key)
    const known = unit.trx.selectFrom('licence').select('id').where('organisation_id', '=', owner.id)
    if (await known.where('key_mark', '=', mark).executeTakeFirst())
      throw new Refusal('key-registered', { key: 'key-registered' })
    const isTaken = (await findLicence(unit.trx, id)) ?? (shareId && (await findShare(unit.trx, shareId)))
    if (isTaken) throw new Refusal('id-taken')
    const licence: LicenceTable = {
      id,
      organisation_id: owner.id,
      name,
      service,
      type,
      key_sealed: seal(services.key, use, id, key),
      key_mark: mark,
      key_end: key.slice(-shownOfKey),
      seats,
      starts_on: startsOn,
      ends_on: endsOn,
      added_at: unit.now,
      version: 0,
    }
    await unit.trx.insertInto('licence').values(licence).execute()
    if (shareId) {
      const share = { id: shareId, organisation_id: owner.id, licence_id: id, service, seats, left_name: null }
      await unit.trx
        .insertInto('licence_share')
        .values({ ...share, version: 0 })
        .execute()
      await publishShare(unit, owner, share)
    } else publishLicence(unit, owner, licence)
    await logDevices(context, owner, { event: registerLicence.event, devices: { count: seats, uploadId: null, name } })
  },
}
