// The people of an organisation, on their colleagues' devices and on nobody else's.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readMeta, writeMeta } from '#lib/local-store/local-store.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { insertRole } from '../../server/database/repository/people/role.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import type { RoleId } from '#shared/domain/ids.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { LiveDevice } from './live-device.ts'
import { recordAnswers } from './raw-exchange.ts'
import { readPeople } from './stored.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair.world.close())

const namesOn = async ({ store }: TestDevice) => (await readPeople(store)).map(({ firstName }) => firstName).toSorted()

describe('The people of an organisation', () => {
  test('[M20][C6][SYNC5] are on their colleagues’ devices, and in no byte that anybody else gets', async () => {
    const { msp, customer, world } = pair
    const answers = [recordAnswers(msp), recordAnswers(customer)]
    const before = [await namesOn(msp), await namesOn(customer)]
    await world.user(msp.user.organisationId, 'Marked-Northwind')
    await world.user(customer.user.organisationId, 'Marked-Acme')
    const stranger = await world.organisation('customer', 'Strangers')
    await world.user(stranger, 'Marked-Stranger')
    for (const device of [msp, customer]) {
      await device.sync()
      await writeMeta(device.store, { cursor: null })
      await device.sync()
    }
    expect(await namesOn(msp)).toEqual([...new Set([...before[0]!, msp.user.firstName, 'Marked-Northwind'])].toSorted())
    expect(await namesOn(customer)).toEqual(
      [...new Set([...before[1]!, customer.user.firstName, 'Marked-Acme'])].toSorted(),
    )
    const [toMsp, toCustomer] = answers.map((each) => Buffer.concat(each).toString('utf8'))
    expect(toMsp).toContain('Marked-Northwind')
    expect(toCustomer).toContain('Marked-Acme')
    expect(toMsp).not.toMatch(/Marked-(Acme|Stranger)/i)
    expect(toCustomer).not.toMatch(/Marked-(Northwind|Stranger)/i)
  })

  test('[M20][LIVE1] come live to a colleague, with what becomes of them', async () => {
    const { msp, world } = pair
    const live = LiveDevice.of(msp)
    await live.follow()
    const id = await world.user(msp.user.organisationId, 'Newcomer')
    const stateOf = async () => (await live.inTurn(() => readPeople(msp.store))).find((each) => each.id === id)?.state
    await expect.poll(stateOf).toBe('active')
    await runUnitOfWork(world.anyNode().services, (unit) => changePerson(unit, id, { status: 'blocked' }))
    await expect.poll(stateOf).toBe('blocked')
    await live.leave()
  })

  test('[M20][SYNC4] go from the device of somebody whose role no longer lets them see anything', async () => {
    const { msp, world } = pair
    const id = await world.user(msp.user.organisationId, 'Reader')
    const device = await world.device(id)
    const role = { id: world.ids.randomId() as RoleId, organisation_id: msp.user.organisationId, name: 'Nothing' }
    await insertRole(world.database, { ...role, permissions: [] })
    await device.sync()
    expect(await namesOn(device)).toContain('Reader')
    const { services } = world.anyNode()
    await runUnitOfWork(services, (unit) => changePerson(unit, id, { role: 'admin', role_id: role.id }))
    await device.sync()
    expect(await namesOn(device)).toEqual([])
    await msp.sync()
    expect((await readPeople(msp.store)).find((each) => each.id === id)?.ownRole).toBe('Nothing')
    await runUnitOfWork(services, (unit) => changePerson(unit, id, { role: 'admin', role_id: null }))
    await device.sync()
    expect(await namesOn(device)).toContain('Reader')
  })

  test('[SYNC8] come whole to a device that knew none until its app was updated', async () => {
    const { msp } = pair
    await msp.sync()
    const expected = await namesOn(msp)
    const { person: _person, ...held } = readKinds
    await msp.store.records.where('[kind+id]').between(['person', ''], ['person', '\uffff']).delete()
    await writeMeta(msp.store, { held })
    await msp.sync()
    expect(await namesOn(msp)).toEqual(expected)
    expect(await readMeta(msp.store, 'held')).toEqual(readKinds)
  })
})
