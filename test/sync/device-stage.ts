/** Whom a reseller uploads to, on tablets: registered, uploaded to, decided on. */
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decideOnDevices, type DeviceQuestion } from '#lib/commands/decide-on-devices.ts'
import { changeSetting, type SettingChange } from '#lib/commands/setting/change-setting.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import type { OrganisationId, RelationshipId, ResellerLinkId } from '#shared/domain/ids.ts'
import { changeKind } from '#shared/records/change.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import { publishDevices, publishLink, publishUpload } from '../../server/database/repository/devices/owner.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { findOwner } from '../../server/decisions/devices/hold-owner.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { findRelationship } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice, type WorldOptions } from './world.ts'

export interface Stage extends Pair {
  resellerId: OrganisationId
  reseller: TestDevice
  mspId: OrganisationId
  /** Of a company that the MSP manages alone. */
  alone: { relationshipId: RelationshipId; customerId: OrganisationId }
  shared: { relationshipId: RelationshipId; customerId: OrganisationId }
}

/** An MSP with a company it manages alone and one it manages with its people; a reseller that nobody knows yet. */
export async function openStage(options: WorldOptions): Promise<Stage> {
  const pair = await openPair(undefined, options)
  const { world, msp, customer, relationshipId } = pair
  const alone = await addCustomer.on(msp, { ...acme, managementType: 'fully', workEmail: 'al@alone.example' })
  await msp.sync()
  const { customerId } = (await findRelationship(msp.store, alone.relationshipId))!
  const resellerId = await world.organisation('reseller', 'Partshop')
  const reseller = await world.device(await world.user(resellerId, 'Rae'))
  return {
    ...pair,
    resellerId,
    reseller,
    mspId: msp.user.organisationId,
    alone: { relationshipId: alone.relationshipId, customerId },
    shared: { relationshipId, customerId: customer.user.organisationId },
  }
}

export const say = (device: TestDevice, question: DeviceQuestion, of: RelationshipId | null = null) =>
  decideOnDevices.on(device, question, { of, name: 'devices' })
export const set = (device: TestDevice, change: SettingChange) => changeSetting.on(device, change)
export const newId = <Id extends string>({ world }: Stage) => world.ids.randomId() as Id
export const devicesOn = async ({ store }: TestDevice) =>
  (await readAllRecords(store, deviceKind)).toSorted((left, right) => (left.id < right.id ? -1 : 1))
export const linksOn = ({ store }: TestDevice) => readAllRecords(store, resellerLinkKind)
export const uploadsOn = ({ store }: TestDevice) => readAllRecords(store, uploadKind)
export const refusedOn = async ({ store }: TestDevice) =>
  (await store.outbox.where('state').equals('refused').toArray()).map(({ code }) => code)
/** What the account's log tells of devices and resellers, in order of name. */
export const loggedOn = async ({ store }: TestDevice) =>
  (await readAllRecords(store, changeKind))
    .flatMap(({ detail }) => (detail.type === 'decision' ? [detail.event] : []))
    .filter((event) => /^(reseller|uploads?)-/.test(event))
    .toSorted()
export async function settle(...devices: TestDevice[]): Promise<void> {
  for (let round = 0; round < 2; round++) for (const device of devices) await device.sync()
}

/** As it is when an upload has arrived. */
export async function uploadTo(
  { world, resellerId }: Stage,
  partyId: OrganisationId,
  { count, approved = false, link }: { count: number; approved?: boolean; link?: ResellerLinkId },
) {
  const upload = approved ? { state: 'approved' as const } : {}
  const { result } = await runUnitOfWork(world.anyNode().services, async (unit) => {
    const seeding = { database: unit.trx, ids: unit.ids }
    const linkId = link ?? (await seedLink(seeding, { resellerId, partyId }))
    const seeded = await seedUpload(seeding, { resellerId, partyId, linkId, count, upload })
    const owner = await findOwner(unit, partyId)
    publishLink(unit, owner, { id: linkId, reseller_id: resellerId })
    publishUpload(unit, owner, { id: seeded.uploadId, reseller_id: resellerId })
    publishDevices(unit, owner, seeded.devices)
    return { linkId, ...seeded }
  })
  return result
}
