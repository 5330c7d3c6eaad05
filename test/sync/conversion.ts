// A fully managed customer that is about to be shared, and both tablets of its MSP.
import { afterEach, beforeEach } from 'vitest'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { outboxStates } from './read-world.ts'
import { findRelationship, readAllChanges } from './stored.ts'
import { acme, World, type TestDevice } from './world.ts'

export const invitation = { workEmail: acme.workEmail, locale: 'en' } as const

export let world: World
/** Two people of one MSP, each with a tablet. */
export let noa: TestDevice
export let nils: TestDevice
export let relationshipId: RelationshipId
export let customerId: OrganisationId
/** The account's document before and after. */
export let alone: DocumentId
export let shared: DocumentId

/** For every test of the file that calls it. */
export function withConversion(): void {
  beforeEach(async () => {
    world = await World.open()
    const mspId = await world.organisation('msp', 'Northwind')
    noa = await world.device(await world.user(mspId, 'Noa'))
    nils = await world.device(await world.user(mspId, 'Nils'))
    relationshipId = (await addCustomer.on(noa, { ...acme, managementType: 'fully' })).relationshipId
    await settle(noa, nils)
    customerId = (await rowOn(noa)).customerId
    ;({ account: alone, shared } = documentIdsOf(relationshipId))
  })
  afterEach(() => world.close())
}

export const rowOn = async ({ store }: TestDevice) => (await findRelationship(store, relationshipId))!

/** In turn, each a minute later, until everybody has what everybody sent. */
export async function settle(...devices: TestDevice[]): Promise<void> {
  for (const device of [...devices, ...devices]) {
    world.clock.advance(60_000)
    await device.sync()
  }
}

export async function convert(device: TestDevice, fields: Parameters<typeof decide>[2] = invitation): Promise<void> {
  await decide.on(device, 'convert-customer', relationshipId, fields as typeof invitation)
  await device.sync()
}

export const person = async (name = 'Mina') => world.device(await world.user(customerId, name))

export const refusals = async (device: TestDevice) =>
  (await outboxStates(device)).filter((state) => state.startsWith('refused'))

export const eventsOn = async ({ store }: TestDevice) =>
  (await readAllChanges(store)).flatMap(({ detail }) => (detail.type === 'decision' ? [detail.event] : [])).toSorted()
