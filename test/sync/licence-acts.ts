/** What is done with licences in random histories: bought, assigned, used by devices, given free. */
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { decideAs, named, pick, type Acting } from './device-acts.ts'

export const licenceActs: Record<string, (acting: Acting) => Promise<void>> = {
  'register a licence': async (acting) => {
    const kind = acting.random() < 0.6 ? 'msp' : 'customer'
    const ownerId = pick(acting, await named(acting, kind)).id
    const { ids } = acting.world
    const id = ids.randomId()
    const shareId = kind === 'customer' ? ids.randomId() : null
    const said = { key: `KEY-${id.replaceAll(/[^A-Za-z0-9]/g, 'X')}`, name: 'Fleet', service: 'knox-suite' }
    const type = pick(acting, ['transferable', 'fixed', 'trial'])
    const terms = { seats: 4, type, startsOn: '2026-01-01', endsOn: '' }
    await decideAs(acting, ownerId, 'register-licence', {
      ...said,
      ...terms,
      relationshipId: null,
      id,
      ownerId,
      shareId,
    })
  },
  'assign seats': async (acting) => {
    const { database } = acting.world
    const licences = await database.selectFrom('licence').selectAll().execute()
    const rows = (await database.selectFrom('relationship').selectAll().execute()).filter(isManaging)
    if (licences.length === 0) return
    const { id: licenceId, organisation_id } = pick(acting, licences)
    const managed = rows.filter(({ msp_id }) => msp_id === organisation_id)
    if (managed.length === 0) return
    const { id: relationshipId, customer_id: customerId, services } = pick(acting, managed)
    const service = (JSON.parse(services) as string[])[0]!
    const known = await database
      .selectFrom('licence_share')
      .selectAll()
      .where('licence_id', '=', licenceId)
      .where('organisation_id', '=', customerId)
      .where('service', '=', service)
      .executeTakeFirst()
    const shareId = known?.id ?? acting.world.ids.randomId()
    const said = { customerId, licenceId, shareId, service, version: known?.version ?? 0 }
    const seats = (known?.seats ?? 0) + 1 + Math.floor(acting.random() * 2)
    await decideAs(acting, organisation_id, 'assign-seats', { relationshipId, ...said, seats })
  },
  'license devices': async (acting) => {
    const { database } = acting.world
    const shares = await database.selectFrom('licence_share').selectAll().execute()
    if (shares.length === 0) return
    const { id: shareId, organisation_id } = pick(acting, shares)
    const devices = database.selectFrom('device').selectAll().where('organisation_id', '=', organisation_id)
    const approved = await devices.where('status', '=', 'approved').orderBy('id').execute()
    if (approved.length === 0) return
    const { id, licence_share_id } = pick(acting, approved)
    const manager = (await database.selectFrom('relationship').selectAll().execute()).find(
      (row) => row.customer_id === organisation_id && isManaging(row),
    )
    const decides = manager && acting.random() < 0.6 ? manager.msp_id : organisation_id
    const relationshipId = manager && decides === manager.msp_id ? manager.id : null
    const name = licence_share_id === null ? 'license-devices' : 'unlicense-devices'
    await decideAs(acting, decides, name, {
      relationshipId,
      deviceIds: joinIds([id]),
      ...(licence_share_id === null && { shareId }),
    })
  },
}
