// When people of an MSP were in a customer's account (H7): one line a visit, the same on both sides, to nobody else.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { noteVisit } from '#lib/commands/note-visit.ts'
import { freshReport, reportBoard } from '#lib/local-store/sync-report.ts'
import { sendVisits } from '#lib/sync/send-visits.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { keptVisitsMs, type VisitRecord } from '#shared/domain/visit/visit.ts'
import { visitKind } from '#shared/records/visit.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { changeScope } from '../../server/auth/change-access.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { prune } from '../../server/jobs/prune.ts'
import { findRelationship } from './stored.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'

const minuteMs = 60_000

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
  pair.world.clock.advance(60 * minuteMs)
})
afterEach(() => pair.world.close())

const visitsAt = async ({ store }: TestDevice): Promise<VisitRecord[]> =>
  (await readAllRecords(store, visitKind)).toSorted((left, right) => left.from - right.from)

/** Opens the account or a console there, and lets the server know. */
async function visit(device: TestDevice, service: string | null = null, relationshipId = pair.relationshipId) {
  await noteVisit.on(device, { relationshipId, service })
  await device.tellVisits()
}

async function sync(...devices: TestDevice[]) {
  for (const device of devices) await device.sync()
}

describe('A visit', () => {
  it('[H7] is one line until 30 minutes pass without one, with the consoles that were opened, masked at the customer', async () => {
    const { world, msp, customer } = pair
    const begun = world.clock.now()
    await visit(msp)
    world.clock.advance(20 * minuteMs)
    await visit(msp, 'knox-manage')
    world.clock.advance(29 * minuteMs)
    await visit(msp)
    const ended = world.clock.now()
    world.clock.advance(31 * minuteMs)
    await visit(msp)
    await sync(msp, customer)
    for (const device of [msp, customer]) {
      const lines = await visitsAt(device)
      expect(lines.map(({ from, to, services }) => [from, to, services])).toEqual([
        [begun, ended, ['knox-manage']],
        [world.clock.now(), world.clock.now(), []],
      ])
      expect(lines.every(({ madeOffline }) => !madeOffline)).toBe(true)
    }
    const [own, theirs] = [(await visitsAt(msp))[0]!.actor, (await visitsAt(customer))[0]!.actor]
    expect(own).toMatchObject({ organisationName: 'Northwind', userId: msp.user.id })
    expect(theirs).toMatchObject({ organisationName: 'Northwind', userId: null })
    expect(theirs.person).toMatch(/•••@/)
  })

  it('[H7][PUSH5] of two devices of one person is one, and told twice it is the same', async () => {
    const { world, msp, customer } = pair
    const other = await world.device(msp.user.id)
    await other.sync()
    await visit(msp)
    world.clock.advance(10 * minuteMs)
    // The answer is lost: it is told once more.
    await noteVisit.on(other, { relationshipId: pair.relationshipId, service: 'knox-manage' })
    await sendVisits(other, async () => false)
    await other.tellVisits()
    await other.store.visits.toCollection().modify({ isUnsent: 1 })
    await other.tellVisits()
    await sync(customer)
    expect((await visitsAt(customer)).map(({ services, to, from }) => [services, to - from])).toEqual([
      [['knox-manage'], 10 * minuteMs],
    ])
  })

  it('[H7] made offline waits, counts from when it was, by whatever clock the tablet has, and says so', async () => {
    const { world, customer, relationshipId } = pair
    const skewed = await world.device(pair.msp.user.id, { clockSkewMs: 400 * 24 * 60 * minuteMs })
    await skewed.sync()
    reportBoard.tell({ ...freshReport, known: true, online: false })
    const at = world.clock.now()
    await noteVisit.on(skewed, { relationshipId, service: null })
    expect((await skewed.store.visits.toArray()).map(({ isUnsent, madeOffline }) => [isUnsent, madeOffline])).toEqual([
      [1, true],
    ])
    world.clock.advance(5 * 60 * minuteMs)
    reportBoard.tell(freshReport)
    await skewed.tellVisits()
    await sync(customer)
    expect((await visitsAt(customer)).map(({ from, madeOffline }) => [from, madeOffline])).toEqual([[at, true]])
  })

  it('[H7][M20] of whoever may not see the customer isn’t written down, and colleagues out of scope hear of none', async () => {
    const { world, msp, customer, relationshipId } = pair
    const { organisationId } = msp.user
    const kim = await world.device(await world.user(organisationId, 'Kim'))
    await sync(kim)
    await noteVisit.on(kim, { relationshipId, service: null })
    const { customerId } = (await findRelationship(msp.store, relationshipId))!
    await runUnitOfWork(world.services, (unit) =>
      changeScope(unit, kim.user.id, { kind: 'but', allow: [], deny: [customerId] }),
    )
    await kim.tellVisits()
    await visit(msp)
    await sync(kim, msp, customer)
    expect(await visitsAt(kim)).toEqual([])
    expect(await kim.store.visits.count()).toBe(0)
    for (const device of [msp, customer]) expect(await visitsAt(device)).toHaveLength(1)
    // A customer's own people visit nothing, and a service that isn't managed is none.
    await customer.store.visits.put({
      id: world.ids.randomId(),
      relationshipId,
      from: 0,
      to: 0,
      services: ['knox-guard'],
      madeOffline: false,
      isUnsent: 1,
    })
    await customer.tellVisits()
    await visit(msp, 'mainframe')
    await sync(customer)
    expect((await visitsAt(customer)).map(({ services }) => services)).toEqual([[]])
  })

  it('[H7][M17] goes from the MSP’s devices with the delink, and stays the customer’s', async () => {
    const { world, msp, customer, relationshipId } = pair
    await world.database.updateTable('invitation').set({ state: 'registered' }).execute()
    await visit(msp, 'knox-manage')
    await noteVisit.on(msp, { relationshipId, service: null })
    await sync(msp, customer)
    await decide.on(customer, 'delink-customer', relationshipId)
    await sync(customer, msp)
    await decide.on(msp, 'accept-delink', relationshipId)
    await sync(msp, msp, customer)
    expect(await visitsAt(msp)).toEqual([])
    expect(await msp.store.visits.count()).toBe(0)
    expect(await visitsAt(customer)).toHaveLength(1)
  })

  it('[H7][C8] made while the MSP manages alone never comes to the customer, also made offline then and told later', async () => {
    const { world, msp } = pair
    const added = await addCustomer.on(msp, { ...acme, managementType: 'fully', workEmail: 'al@alone.example' })
    await msp.sync()
    const { customerId } = (await findRelationship(msp.store, added.relationshipId))!
    const al = await world.device(await world.user(customerId, 'Al'))
    world.clock.advance(60 * minuteMs)
    await visit(msp, null, added.relationshipId)
    world.clock.advance(60 * minuteMs)
    // Nobody hears of this one before the account is shared.
    await noteVisit.on(msp, { relationshipId: added.relationshipId, service: null })
    await sync(al)
    expect(await visitsAt(al)).toEqual([])
    world.clock.advance(60 * minuteMs)
    await convert(added.relationshipId)
    await msp.tellVisits()
    await sync(al)
    expect(await visitsAt(al)).toEqual([])
    world.clock.advance(60 * minuteMs)
    await visit(msp, null, added.relationshipId)
    await sync(al, msp)
    expect(await visitsAt(al)).toHaveLength(1)
    expect(await visitsAt(msp)).toHaveLength(3)
  })

  it('[H7] is kept for 180 days', async () => {
    const { world, msp, customer } = pair
    await visit(msp)
    world.clock.advance(keptVisitsMs - minuteMs)
    await prune(world.services)
    expect(await world.database.selectFrom('visit').selectAll().execute()).toHaveLength(1)
    world.clock.advance(2 * minuteMs)
    await prune(world.services)
    expect(await world.database.selectFrom('visit').selectAll().execute()).toEqual([])
    expect(customer.user.id).toBeTruthy()
  })
})

async function convert(relationshipId: RelationshipId): Promise<void> {
  const { msp } = pair
  await decide.on(msp, 'convert-customer', relationshipId, { workEmail: 'al@alone.example', locale: 'en' })
  await sync(msp, msp)
}
