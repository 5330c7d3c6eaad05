/** What is done with devices in random histories: uploaded, approved, moved, given back, deleted. Each serial number is a mark. */
import type { DeviceId, ItemId, OrganisationId, StoreId, UploadId, UserId } from '#shared/domain/ids.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { publishDevices, publishLink, publishUpload } from '../../server/database/repository/devices/owner.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { carryOut } from '../../server/decisions/carry-out.ts'
import { findOwner } from '../../server/decisions/devices/hold-owner.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { deviceMark } from './holdings-oracle.ts'
import type { World } from './world.ts'

export interface Acting {
  world: World
  random(): number
  people: readonly { id: UserId; organisationId: OrganisationId; blocked: boolean }[]
}

export const pick = <Item>({ random }: Acting, items: readonly Item[]) => items[Math.floor(random() * items.length)]!
const inUnit = <Result>({ world }: Acting, work: (unit: UnitOfWork) => Promise<Result>) =>
  runUnitOfWork(world.anyNode().services, work).then(({ result }) => result)
export const named = (acting: Acting, kind: 'msp' | 'customer' | 'reseller') =>
  acting.world.database.selectFrom('organisation').select('id').where('kind', '=', kind).orderBy('id').execute()

/** By somebody of the organisation, if one may: whoever may not changes nothing. */
export async function decideAs(
  acting: Acting,
  organisationId: OrganisationId,
  name: string,
  input: unknown,
): Promise<void> {
  const person = acting.people.find((each) => each.organisationId === organisationId && !each.blocked)
  if (!person) return
  const decided = inUnit(acting, async (unit) => {
    const access = (await loadAccess(unit.trx, person.id))!
    const ids = { storeId: unit.ids.randomId() as StoreId, itemId: unit.ids.randomId() as ItemId }
    const { services } = acting.world.anyNode()
    await carryOut({ services, unit, access, ...ids, stamp: unit.now, waitedMs: 0 }, name, input)
  })
  await decided.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
  })
}

export const deviceActs: Record<string, (acting: Acting) => Promise<void>> = {
  upload: async (acting) => {
    const resellerId = pick(acting, await named(acting, 'reseller')).id
    const parties = [...(await named(acting, 'msp')), ...(await named(acting, 'customer'))]
    const partyId = pick(acting, parties).id
    const known = await acting.world.database
      .selectFrom('reseller_link')
      .select('id')
      .where('reseller_id', '=', resellerId)
      .where('organisation_id', '=', partyId)
      .executeTakeFirst()
    await inUnit(acting, async (unit) => {
      const seeding = { database: unit.trx, ids: unit.ids }
      const listed_at = acting.random() < 0.8 ? 1 : null
      const linkId = known?.id ?? (await seedLink(seeding, { resellerId, partyId, listed_at }))
      const state = acting.random() < 0.5 ? ('approved' as const) : ('pending' as const)
      const count = 1 + Math.floor(acting.random() * 3)
      const found = { resellerId, partyId, linkId, count, upload: { state }, mark: deviceMark }
      const { uploadId, devices } = await seedUpload(seeding, found)
      const owner = await findOwner(unit, partyId)
      publishLink(unit, owner, { id: linkId, reseller_id: resellerId })
      publishUpload(unit, owner, { id: uploadId, reseller_id: resellerId })
      publishDevices(unit, owner, devices)
    })
  },
  'decide on an upload': async (acting) => {
    const { database } = acting.world
    const uploads = await database.selectFrom('device_upload').selectAll().where('state', '!=', 'rejected').execute()
    if (uploads.length === 0) return
    const { id, organisation_id, version, state } = pick(acting, uploads)
    const manager = (await database.selectFrom('relationship').selectAll().execute()).find(
      (row) => row.customer_id === organisation_id && isManaging(row),
    )
    const decides = manager && acting.random() < 0.6 ? manager.msp_id : organisation_id
    const relationshipId = manager && decides === manager.msp_id ? manager.id : null
    const name = state === 'approved' ? 'reopen-upload' : acting.random() < 0.7 ? 'approve-uploads' : 'reject-upload'
    const seen = { id, version }
    const input = name === 'approve-uploads' ? { relationshipId, uploads: [seen] } : { relationshipId, ...seen }
    await decideAs(acting, decides, name, input)
  },
  'move devices': async (acting) => {
    const { database } = acting.world
    const alone = await database.selectFrom('relationship').selectAll().where('management_type', '=', 'fully').execute()
    const rows = alone.filter(isManaging)
    if (rows.length === 0) return
    const { id: relationshipId, customer_id: customerId, msp_id: mspId } = pick(acting, rows)
    const deviceIds = await approvedOf(acting, mspId)
    if (deviceIds.length === 0) return
    const uploadId = acting.world.ids.randomId() as UploadId
    const some = deviceIds.slice(0, 1 + Math.floor(acting.random() * deviceIds.length))
    await decideAs(acting, mspId, 'move-devices', { relationshipId, customerId, uploadId, deviceIds: joinIds(some) })
  },
  'delete devices': async (acting) => {
    const mspId = pick(acting, await named(acting, 'msp')).id
    const [first] = await approvedOf(acting, mspId)
    if (first) await decideAs(acting, mspId, 'delete-devices', { deviceIds: joinIds([first]) })
  },
  'add a profile': async (acting) => {
    const ownerId = pick(acting, await named(acting, 'customer')).id
    const id = acting.world.ids.randomId()
    const profile = { name: id, appUrl: 'https://mdm.example/app.apk', appData: '' }
    await decideAs(acting, ownerId, 'add-enrolment-profile', { relationshipId: null, id, ownerId, ...profile })
  },
  'assign a profile': async (acting) => {
    const { database } = acting.world
    const profiles = await database.selectFrom('enrolment_profile').selectAll().execute()
    if (profiles.length === 0) return
    const { id, organisation_id: ownerId } = pick(acting, profiles)
    const deviceIds = await approvedOf(acting, ownerId)
    if (deviceIds.length === 0) return
    const profileId = acting.random() < 0.8 ? id : null
    await decideAs(acting, ownerId, 'assign-profile', {
      relationshipId: null,
      deviceIds: joinIds(deviceIds),
      profileId,
    })
  },
  'add a device group': async (acting) => {
    const ownerId = pick(acting, await named(acting, 'customer')).id
    const id = acting.world.ids.randomId()
    const people = acting.people.filter(({ organisationId, blocked }) => organisationId === ownerId && !blocked)
    const managers = people.filter(() => acting.random() < 0.5).map((person) => person.id)
    await decideAs(acting, ownerId, 'add-device-group', { relationshipId: null, id, ownerId, name: id, managers })
  },
  'take back trust': async (acting) => {
    const links = await acting.world.database.selectFrom('reseller_link').selectAll().execute()
    if (links.length === 0) return
    const { id: linkId, version, organisation_id, trust } = pick(acting, links)
    const name = trust === 'trusted' ? 'take-back-trust' : 'trust-reseller'
    await decideAs(acting, organisation_id, name, { relationshipId: null, linkId, version })
  },
}

async function approvedOf({ world }: Acting, mspId: OrganisationId): Promise<DeviceId[]> {
  const stock = world.database.selectFrom('device').select('id').where('organisation_id', '=', mspId)
  return (await stock.where('status', '=', 'approved').orderBy('id').execute()).map(({ id }) => id)
}
