// A customer's services (C10) are its own: whoever manages it, or doesn't any more.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { managedServicesOf } from '#shared/domain/service-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { addServices, listServices } from '../../server/database/repository/customer/service-record.ts'
import { saveMspProfile, findMspProfile, publishMspProfile } from '../../server/database/repository/msp-profile.ts'
import { renameOrganisation } from '../../server/database/repository/organisation.ts'
import { insertRole } from '../../server/database/repository/people/role.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { LiveDevice } from './live-device.ts'
import { findRelationship, readServiceRecords } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair.world.close())

const told = async ({ store }: TestDevice) =>
  (await readServiceRecords(store))
    .map(({ service, status, through }) => `${service} ${status} ${through?.name ?? 'itself'}`)
    .toSorted()

const inRow = async ({ store }: TestDevice, id: RelationshipId) =>
  managedServicesOf((await findRelationship(store, id))!).map(
    ({ service, status, isOurs }) => `${service} ${status}${isOurs ? ' ours' : ''}`,
  )

async function add(services: ServiceId[], customerId: OrganisationId): Promise<void> {
  pair.world.clock.advance(1000)
  await runUnitOfWork(pair.world.services, (unit) =>
    addServices(unit, { customerId, services, status: 'applied', throughId: null }),
  )
}

const customerOf = async ({ store }: TestDevice, id: RelationshipId) => (await findRelationship(store, id))!.customerId

describe('A customer’s services', () => {
  test('[C10] are its own from the day it is added, and a delink touches none of them', async () => {
    const { world, msp, customer, relationshipId } = pair
    await Promise.all([msp.sync(), customer.sync()])
    expect(await told(customer)).toEqual(['knox-manage active Northwind'])
    expect(await readServiceRecords(customer.store)).toMatchObject([
      { since: (await findRelationship(msp.store, relationshipId))!.addedAt },
    ])
    // What a row says of them, an MSP has; more would be for no page.
    expect(await readServiceRecords(msp.store)).toEqual([])
    expect(await inRow(msp, relationshipId)).toEqual(['knox-manage active ours'])
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    await decide.on(customer, 'accept-delink', relationshipId)
    await customer.sync()
    expect(await told(customer)).toEqual(['knox-manage active Northwind'])
    const again = await world.device(customer.user.id)
    await again.sync()
    expect(await told(again)).toEqual(['knox-manage active Northwind'])
    await msp.sync()
    expect(await findRelationship(msp.store, relationshipId)).toBeUndefined()
  })

  test('[C10][SYNC5] an MSP that manages jointly sees what was agreed on, live; who manages fully sees all, and not through whom', async () => {
    const { world, msp, customer, relationshipId } = pair
    await Promise.all([msp.sync(), customer.sync()])
    const live = LiveDevice.of(customer)
    await live.follow()
    await add(['knox-guard'], await customerOf(msp, relationshipId))
    await vi.waitFor(async () =>
      expect(await told(customer)).toEqual(['knox-guard applied itself', 'knox-manage active Northwind']),
    )
    await live.leave()
    await msp.sync()
    expect(await inRow(msp, relationshipId)).toEqual(['knox-manage active ours'])

    const alone = await addCustomer.on(msp, { ...acme, workEmail: 'b@beta.example', managementType: 'fully' })
    await msp.sync()
    const customerId = await customerOf(msp, alone.relationshipId)
    const other = await world.organisation('msp', 'Southwind')
    await runUnitOfWork(world.services, (unit) =>
      addServices(unit, { customerId, services: ['knox-guard'], status: 'active', throughId: other }),
    )
    await msp.sync()
    expect(await inRow(msp, alone.relationshipId)).toEqual(['knox-manage active ours', 'knox-guard active'])
    expect(JSON.stringify(await findRelationship(msp.store, alone.relationshipId))).not.toContain(other)
  })

  test('[C10][C8] nobody of a fully managed customer has any; from the conversion on they have all', async () => {
    const { world, msp } = pair
    const { relationshipId } = await addCustomer.on(msp, {
      ...acme,
      workEmail: 'b@beta.example',
      managementType: 'fully',
    })
    await msp.sync()
    const customerId = await customerOf(msp, relationshipId)
    const person = await world.device(await world.user(customerId, 'Bea'))
    await person.sync()
    await add(['knox-guard'], customerId)
    await person.sync()
    expect(await told(person)).toEqual([])
    await decide.on(msp, 'convert-customer', relationshipId, { workEmail: 'b@beta.example', locale: 'en' })
    await msp.sync()
    await person.sync()
    expect(await told(person)).toEqual(['knox-guard applied itself', 'knox-manage active Northwind'])
    // Shared, it shows what was agreed on.
    expect(await inRow(msp, relationshipId)).toEqual(['knox-manage active ours'])
  })

  test('[C10][M26] another name of the MSP reaches the records through it, after the delink as well', async () => {
    const { world, msp, customer, relationshipId } = pair
    await Promise.all([msp.sync(), customer.sync()])
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    await decide.on(customer, 'accept-delink', relationshipId)
    await customer.sync()
    const mspId = msp.user.organisationId
    await runUnitOfWork(world.services, async (unit) => {
      await renameOrganisation(unit.trx, mspId, 'Northwind Services')
      await saveMspProfile(unit.trx, (await findMspProfile(unit.trx, mspId))!)
      await publishMspProfile(unit, mspId, { renamed: true })
    })
    await customer.sync()
    expect(await told(customer)).toEqual(['knox-manage active Northwind Services'])
  })

  test('[C10][C6] go with `View`, and are there once: what the customer has already stays as it is', async () => {
    const { world, msp, customer, relationshipId } = pair
    await Promise.all([msp.sync(), customer.sync()])
    const customerId = await customerOf(msp, relationshipId)
    await add(['knox-manage', 'knox-guard'], customerId)
    await add(['knox-guard'], customerId)
    expect(
      (await listServices(world.database, customerId)).map(({ service, status }) => `${service} ${status}`),
    ).toEqual(['knox-manage active', 'knox-guard applied'])
    await customer.sync()
    expect(await told(customer)).toHaveLength(2)
    const role = { id: world.ids.randomId() as never, organisation_id: customerId, name: 'Blind', permissions: [] }
    await insertRole(world.database, role)
    await runUnitOfWork(world.services, (unit) =>
      changePerson(unit, customer.user.id, { role: 'admin', role_id: role.id }),
    )
    await customer.sync()
    expect(await told(customer)).toEqual([])
  })

  test('[C10][M6] a customer that waits to be added shows them already', async () => {
    const { msp } = pair
    const { relationshipId } = await addCustomer.on(msp, {
      ...acme,
      workEmail: 'b@beta.example',
      services: ['knox-guard'],
    })
    const [item] = (await msp.store.outbox.toArray()).filter((each) => each.relationshipId === relationshipId)
    const predicted = item!.predictions[0]!.patch as Parameters<typeof managedServicesOf>[0]
    expect(managedServicesOf(predicted)).toMatchObject([{ service: 'knox-guard', status: 'active', isOurs: true }])
  })
})
