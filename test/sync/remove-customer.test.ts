// M7 on the MSP's tablets: a removal waits, is bound to what was seen, takes the customer from every device, and a backup
// gives none of it back.
import { afterEach, describe, expect, test } from 'vitest'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { backupKeepers } from './backup.ts'
import { localValues, outboxOf, outboxStates } from './read-world.ts'
import { findRelationship, listChangeIds, listDocumentIds, listRelationshipIds, readAllChanges } from './stored.ts'
import { acme, World, type TestDevice, type WorldOptions } from './world.ts'

interface Office {
  world: World
  /** Two people of one MSP, each with a tablet. */
  noa: TestDevice
  nils: TestDevice
  relationshipId: RelationshipId
}

let world: World | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

async function openOffice(options: WorldOptions = {}): Promise<Office> {
  world = await World.open(undefined, options)
  const mspId = await world.organisation('msp', 'Northwind')
  const noa = await world.device(await world.user(mspId, 'Noa'))
  const nils = await world.device(await world.user(mspId, 'Nils'))
  const { relationshipId } = await addCustomer.on(noa, acme)
  await settle({ world, noa, nils })
  return { world, noa, nils, relationshipId }
}

async function settle({ world, noa, nils }: Pick<Office, 'world' | 'noa' | 'nils'>): Promise<void> {
  for (const device of [noa, nils, noa, nils]) {
    world.clock.advance(60_000)
    await device.sync()
  }
}

async function isEmpty({ store }: TestDevice): Promise<void> {
  expect([...(await listRelationshipIds(store))]).toEqual([])
  expect([...(await listDocumentIds(store))]).toEqual([])
  expect([...(await listChangeIds(store))]).toEqual([])
}

const accountOn = async ({ store }: TestDevice, id: RelationshipId) =>
  (await findRelationship(store, id))!.accountDocumentId

describe('Remove', () => {
  test('[M7][FA14] waits without showing anything as done; then it is gone from every device, and a colleague’s waiting edit comes back with its text', async () => {
    const office = await openOffice()
    const { noa, nils, relationshipId } = office
    await editField.on(nils, await accountOn(nils, relationshipId), 'phone', '+49 30 7')
    await decide.on(noa, 'remove-customer', relationshipId)
    expect((await outboxOf(noa)).at(-1)).toMatchObject({ state: 'queued', predictions: [{ patch: {} }] })
    expect(await findRelationship(noa.store, relationshipId)).toMatchObject({ status: 'active' })
    await settle(office)
    await isEmpty(noa)
    await isEmpty(nils)
    expect(await outboxStates(nils)).toContain('refused: relationship-ended')
    expect((await outboxOf(nils)).at(-1)).toMatchObject({ customerName: acme.companyName })
    expect(JSON.stringify((await outboxOf(nils)).at(-1))).toContain('+49 30 7')
  })

  test('[M7][FA14] whoever registers before it arrives stays, and it is refused by that', async () => {
    const office = await openOffice()
    const { world, noa, relationshipId } = office
    await decide.on(noa, 'remove-customer', relationshipId)
    await world.user((await findRelationship(noa.store, relationshipId))!.customerId, 'Mina')
    await settle(office)
    expect(await outboxStates(noa)).toContain('refused: registered-meanwhile')
    expect(await localValues(noa, await accountOn(noa, relationshipId))).toMatchObject({
      companyName: acme.companyName,
    })
  })

  test('[M7][PUSH2] of two who remove it offline, the second is told that it has ended', async () => {
    const office = await openOffice()
    const { noa, nils, relationshipId } = office
    for (const device of [noa, nils]) await decide.on(device, 'remove-customer', relationshipId)
    await settle(office)
    expect(await outboxStates(nils)).toContain('refused: relationship-ended')
    await isEmpty(nils)
  })

  describe.each(backupKeepers)('on $name, restored', ({ options, backUp, stop }) => {
    afterEach(() => stop())

    test('[M7][FA14][SYNC3] stays: neither customer nor link comes back, and the log says what it was', async () => {
      const office = await openOffice(await options())
      const { world, noa, nils, relationshipId } = office
      const restore = await backUp(world)
      await decide.on(noa, 'remove-customer', relationshipId)
      await settle(office)
      await restore()
      const { database } = world
      const invitations = await database.selectFrom('invitation').select('state').execute()
      expect(invitations).toEqual([{ state: 'revoked' }])
      const mails = await database.selectFrom('mail').select('state').execute()
      expect(mails).toEqual([{ state: 'cancelled' }])
      const changes = await database.selectFrom('change').select('detail').execute()
      expect(changes.map(({ detail }) => JSON.stringify(detail)).join()).toContain('customer-removed')
      expect(changes.map(({ detail }) => JSON.stringify(detail)).join()).not.toContain('delink-accepted')
      await settle(office)
      await isEmpty(noa)
      await isEmpty(nils)
      expect(await readAllChanges(nils.store)).toEqual([])
      expect((await outboxStates(noa)).filter((state) => state !== 'settled')).toEqual([])
    })
  })
})
