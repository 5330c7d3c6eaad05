// M27 on the MSP's tablets: queued, bound to what was seen, refused at its field, and the same for a colleague.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { localValues, outboxOf, outboxStates } from './read-world.ts'
import { findRelationship, readAllChanges } from './stored.ts'
import { acme, World, type TestDevice } from './world.ts'

const al = { firstName: 'Al', lastName: 'Ito', workEmail: 'al@acme.example', locale: 'en' } as const

let world: World
/** Two people of one MSP, each with a tablet. */
let noa: TestDevice
let nils: TestDevice
let relationshipId: RelationshipId

beforeEach(async () => {
  world = await World.open()
  const mspId = await world.organisation('msp', 'Northwind')
  noa = await world.device(await world.user(mspId, 'Noa'))
  nils = await world.device(await world.user(mspId, 'Nils'))
  relationshipId = (await addCustomer.on(noa, acme)).relationshipId
  await settle()
})
afterEach(() => world.close())

async function settle(): Promise<void> {
  for (const device of [noa, nils, noa, nils]) {
    world.clock.advance(60_000)
    await device.sync()
  }
}
const recordOn = async ({ store }: TestDevice) => (await findRelationship(store, relationshipId))!

describe('Change of the contact', () => {
  test('[M27][FA3] shows nothing as done before the server has decided, then everybody has it', async () => {
    await decide.on(noa, 'change-contact', relationshipId, al)
    await editField.on(noa, (await recordOn(noa)).accountDocumentId, 'contactFirstName', 'Al')
    expect((await outboxOf(noa)).at(-2)).toMatchObject({ state: 'queued', predictions: [{ patch: {} }] })
    expect(await recordOn(noa)).toMatchObject({ workEmail: acme.workEmail, invitation: { email: acme.workEmail } })
    await settle()
    for (const device of [noa, nils]) {
      expect(await recordOn(device)).toMatchObject({
        workEmail: al.workEmail,
        invitation: { email: al.workEmail, firstName: 'Al', lastName: 'Ito', state: 'waiting' },
        facts: { contactFirstName: 'Al' },
      })
      const { accountDocumentId } = await recordOn(device)
      expect(await localValues(device, accountDocumentId)).toMatchObject({ contactFirstName: 'Al' })
      const events = (await readAllChanges(device.store)).flatMap(({ detail }) =>
        detail.type === 'decision' ? [detail.event] : [],
      )
      expect(events.toSorted()).toEqual(['contact-changed', 'customer-added'])
    }
  })

  test('[M27][PUSH2] of two who change it offline the second is told that it has changed', async () => {
    await decide.on(noa, 'change-contact', relationshipId, al)
    await decide.on(nils, 'change-contact', relationshipId, { ...al, workEmail: 'bo@acme.example' })
    await settle()
    expect(await outboxStates(nils)).toContain('refused: stale-decision')
    expect(await recordOn(nils)).toMatchObject({ workEmail: al.workEmail })
  })

  test('[M27][M7] somebody registers by the old link before it arrives: it is refused, and they stay', async () => {
    await decide.on(noa, 'change-contact', relationshipId, al)
    await world.user((await recordOn(noa)).customerId, 'Mina')
    await settle()
    expect(await outboxStates(noa)).toContain('refused: contact-registered')
    expect(await recordOn(noa)).toMatchObject({ workEmail: acme.workEmail })
  })

  test('[M27][FC8] an address that is somebody else’s contact is refused at its field', async () => {
    await addCustomer.on(nils, { ...acme, companyName: 'Birch Ltd', workEmail: 'birch@x.example' })
    await nils.sync()
    await decide.on(noa, 'change-contact', relationshipId, { ...al, workEmail: 'birch@x.example' })
    await settle()
    expect((await outboxOf(noa)).at(-1)).toMatchObject({
      state: 'refused',
      code: 'email-shared',
      fieldErrors: { workEmail: 'email-shared' },
    })
  })
})
