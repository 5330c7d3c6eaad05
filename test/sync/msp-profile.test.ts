// How an MSP shows itself (M26): to the customers that it manages jointly while it does, and to nobody else.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { decide } from '#lib/commands/decide.ts'
import { decideOnTeam } from '#lib/commands/team/decide-on-team.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { readForetold } from '#lib/local-store/foretold-records.ts'
import type { MspProfileRecord } from '#shared/domain/team/msp-profile.ts'
import { mspProfileKind } from '#shared/records/msp-profile.ts'
import { teamKinds } from '#shared/records/team.ts'
import { LiveDevice } from './live-device.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { changePerson } from '../../server/auth/change-access.ts'
import { commandItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import { outboxOf, outboxStates } from './read-world.ts'
import { findRelationship } from './stored.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair.world.close())

const profilesOn = ({ store }: TestDevice): Promise<MspProfileRecord[]> => readAllRecords(store, mspProfileKind)
const said = { name: 'Northwind' }

async function change(by: TestDevice, patch: Partial<MspProfileRecord>) {
  const { id: mspId, version, ...before } = (await profilesOn(by))[0]!
  const input = { ...before, ...patch, mspId, version }
  return decideOnTeam.on(by, { decision: 'change-msp-profile', input }, said)
}

describe('The MSP profile', () => {
  test('[M26][C3] a change reaches the customer that is managed jointly, name and rows too, live', async () => {
    const { msp, customer, relationshipId } = pair
    await Promise.all([msp.sync(), customer.sync()])
    expect(await profilesOn(customer)).toHaveLength(1)
    expect(await change(msp, { name: 'Northwind Services', contact: 'Night desk' })).toBeNull()
    await msp.sync()
    expect(new Set(await outboxStates(msp))).toEqual(new Set(['settled']))
    await customer.sync()
    expect(await profilesOn(customer)).toMatchObject([
      { name: 'Northwind Services', contact: 'Night desk', version: 2 },
    ])
    expect((await findRelationship(customer.store, relationshipId))?.mspName).toBe('Northwind Services')

    const live = LiveDevice.of(customer)
    await live.follow()
    await change(msp, { contact: 'Day desk' })
    await msp.sync()
    await vi.waitFor(async () => expect(await profilesOn(customer)).toMatchObject([{ contact: 'Day desk' }]))
    await live.leave()
  })

  test('[M26][SYNC4] after the delink it is gone from the customer, and no change reaches it', async () => {
    const { world, msp, customer, relationshipId } = pair
    await Promise.all([msp.sync(), customer.sync()])
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    await decide.on(customer, 'accept-delink', relationshipId)
    await customer.sync()
    expect(await outboxStates(customer)).toEqual(['settled'])
    expect(await profilesOn(customer)).toEqual([])
    expect(await profilesOn(msp)).toHaveLength(1)
    await change(msp, { contact: 'Hidden desk' })
    await msp.sync()
    const again = await world.device(customer.user.id)
    await again.sync()
    expect(await profilesOn(again)).toEqual([])
  })

  test('[M26] is nobody’s who doesn’t manage the MSP’s people; a crafted push of a customer’s changes nothing', async () => {
    const { world, msp, customer } = pair
    await Promise.all([msp.sync(), customer.sync()])
    const { id: mspId, version, ...profile } = (await profilesOn(msp))[0]!
    const input = { ...profile, contact: 'Somebody else', mspId, version }
    expect(await decideOnTeam.on(customer, { decision: 'change-msp-profile', input }, said)).toEqual({
      refusal: 'not-permitted',
    })
    const admin = await world.user(mspId, 'Aki')
    await runUnitOfWork(world.services, (unit) => changePerson(unit, admin, { role: 'admin' }))
    for (const device of [await world.device(admin), customer]) {
      await device.sync()
      const answer = await post(device, [await helloOf(device), commandItem(device, 1, 'change-msp-profile', input)])
      expect(outcomeOf(answer.answers[0])).toBe('not-permitted')
    }
    await msp.sync()
    expect(await profilesOn(msp)).toMatchObject([{ contact: '', version }])
  })

  test('[M26] what a device lays over it shows at once; a version that has moved is refused and the text kept', async () => {
    const { world, msp } = pair
    const second = await world.device(msp.user.id)
    await Promise.all([msp.sync(), second.sync()])
    await change(msp, { contact: 'First desk' })
    await change(second, { contact: 'Second desk' })
    const items = await second.store.outbox.toArray()
    expect((await readForetold(second.store, teamKinds, items)).profiles).toMatchObject([{ contact: 'Second desk' }])
    await msp.sync()
    await second.sync()
    expect((await outboxOf(second)).at(-1)).toMatchObject({ state: 'refused', code: 'stale-decision' })
    expect(await profilesOn(second)).toMatchObject([{ contact: 'First desk' }])
  })
})
