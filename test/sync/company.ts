/** A company that has an account, left its first MSP and is managed by nobody, with two MSPs that may ask it. */
import { cryptoIds, type DocumentId, type IdSource, type OrganisationId } from '#shared/domain/ids.ts'
import type { ShownCustomer } from '#shared/domain/request/shown-customer.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { requestCustomer } from '#lib/commands/request-customer.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { lookUpCustomer } from '../../server/commands/look-up-customer.ts'
import { findRelationship, listDocumentIds } from './stored.ts'
import { acme, World, type TestDevice, type WorldOptions } from './world.ts'

/** What the account and the MSP's own held before. */
export const before = { value: 'MARK-BEFORE-VALUE', reference: 'MARK-FORMER-REFERENCE' }

export interface Company {
  world: World
  customerId: OrganisationId
  /** A super admin of the company, and the two MSPs that ask. */
  mina: TestDevice
  noa: TestDevice
  sam: TestDevice
  /** The company's own account. */
  own: DocumentId
}

export async function settleIn(world: World, ...devices: TestDevice[]): Promise<void> {
  for (const device of [...devices, ...devices]) {
    world.clock.advance(60_000)
    await device.sync()
  }
}

export async function openCompany(options: WorldOptions = {}, ids: IdSource = cryptoIds): Promise<Company> {
  const world = await World.open(ids, options)
  const settle = (...devices: TestDevice[]) => settleIn(world, ...devices)
  const former = await world.device(await world.user(await world.organisation('msp', 'Former'), 'Fay'))
  const { relationshipId } = await addCustomer.on(former, { ...acme, internalReference: before.reference })
  await former.sync()
  const { customerId } = (await findRelationship(former.store, relationshipId))!
  const mina = await world.device(await world.user(customerId, 'Mina'))
  await mina.sync()
  await world.database.updateTable('invitation').set({ state: 'registered' }).execute()
  const [account] = [...(await listDocumentIds(mina.store))]
  await editField.on(mina, account!, 'phone', before.value)
  await editField.on(mina, account!, 'phone', '+49 1')
  await decide.on(mina, 'delink-customer', relationshipId)
  await settle(mina, former)
  await decide.on(former, 'accept-delink', relationshipId)
  await settle(former, mina)
  const [own] = [...(await listDocumentIds(mina.store))] as [DocumentId]
  const noa = await world.device(await world.user(await world.organisation('msp', 'Northwind'), 'Noa'))
  const sam = await world.device(await world.user(await world.organisation('msp', 'Southwind'), 'Sam'))
  await settle(noa, sam)
  return { world, customerId, mina, noa, sam, own }
}

export function lookUpAs({ world, user }: TestDevice, id: string): Promise<ShownCustomer> {
  return lookUpCustomer(world.services, { userId: user.id }, id as OrganisationId)
}

/** Looks the company up, and queues the question. */
export async function askAs(
  device: TestDevice,
  customerId: OrganisationId,
  { managementType = 'jointly' as 'jointly' | 'fully', shown = undefined as ShownCustomer | undefined } = {},
): Promise<RelationshipId> {
  const found = shown ?? (await lookUpAs(device, customerId))
  const request = { customerId, shown: found, managementType, services: ['knox-suite'] }
  return (await requestCustomer.on(device, request)).relationshipId
}
