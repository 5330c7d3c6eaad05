// M21: what each person is told of, once whatever happens to the wire, the nodes and the database; read on one device is read
// on all, the later of two settings holds, and an answer takes back the question.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { ScopeSetting } from '#shared/domain/access/scope.ts'
import { notificationKind } from '#shared/records/notification.ts'
import { notificationPreferenceKind } from '#shared/records/notification-preference.ts'
import { decide } from '#lib/commands/decide.ts'
import { changeSetting } from '#lib/commands/setting/change-setting.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { changePerson, changeScope } from '../../server/auth/change-access.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { prune } from '../../server/jobs/prune.ts'
import { backupKeepers } from './backup.ts'
import { askAs, lookUpAs, openCompany, settleIn, type Company } from './company.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

const dayMs = 24 * 60 * 60 * 1000

const toldOn = ({ store }: TestDevice) => readAllRecords(store, notificationKind)
const eventsOn = async (device: TestDevice) => (await toldOn(device)).map(({ event }) => event).toSorted()
const unreadOn = async (device: TestDevice) =>
  (await toldOn(device)).filter(({ isRead }) => !isRead).map(({ event }) => event)
const read = (device: TestDevice, ids: string[], isRead = true) =>
  changeSetting.on(device, { setting: 'read-notifications', input: { ids, isRead } })

describe('Between an MSP and its customer', () => {
  let pair: Pair
  let kim: TestDevice
  afterEach(() => pair.world.close())

  const settle = (...devices: TestDevice[]) => settleIn(pair.world, ...devices)

  /** With Kim, a colleague of the MSP's. */
  async function begin(): Promise<void> {
    pair = await openPair()
    kim = await pair.world.device(await pair.world.user(pair.msp.user.organisationId, 'Kim'))
    await settle(pair.msp, pair.customer, kim)
  }

  async function narrow(scope: ScopeSetting): Promise<void> {
    await runUnitOfWork(pair.world.services, async (unit) => {
      await changePerson(unit, kim.user.id, { role: 'admin' })
      await changeScope(unit, kim.user.id, scope)
    })
  }

  test('[M21][M18] both of the MSP’s are asked once, though the wire says it twice; whoever answers takes it from the other', async () => {
    await begin()
    const { msp, customer, relationshipId } = pair
    await decide.on(customer, 'delink-customer', relationshipId)
    customer.fault = 'duplicated'
    await settle(customer, msp, kim)
    for (const device of [msp, kim]) expect(await eventsOn(device)).toEqual(['delink-requested'])
    expect(await eventsOn(customer)).toEqual([])

    await decide.on(kim, 'reject-delink', relationshipId)
    await settle(kim, msp, customer)
    for (const device of [msp, kim]) expect(await eventsOn(device)).toEqual([])
    expect(await eventsOn(customer)).toEqual(['delink-rejected'])
  })

  test('[M21][M17] what says that it is over stays with the line that is left, and for who sees no such lines without a name', async () => {
    await begin()
    const { msp, customer, relationshipId } = pair
    await narrow({ kind: 'but', allow: [], deny: [] })
    await decide.on(msp, 'delink-customer', relationshipId)
    await settle(msp, customer, kim)
    await decide.on(customer, 'accept-delink', relationshipId)
    await settle(customer, msp, kim)
    expect(await eventsOn(msp)).toEqual(['delink-accepted'])
    expect((await toldOn(msp))[0]!.formerId).not.toBeNull()
    expect(await eventsOn(kim)).toEqual(['delink-accepted'])
    expect((await toldOn(kim))[0]!.formerId).toBeNull()
    expect(await eventsOn(customer)).toEqual([])
    // Nothing but that changes with it: no customer is more, or less, in sight.
    for (const scope of ['all', 'but'] as const) {
      await narrow({ kind: scope, allow: [], deny: [] })
      await settle(kim)
      const line = scope === 'all' ? (await toldOn(msp))[0]!.formerId : null
      expect(
        (await toldOn(kim)).map(({ formerId }) => formerId),
        scope,
      ).toEqual([line])
    }
  })

  test('[M21][M20] whose scope loses the customer loses what is about it, and hears nothing more', async () => {
    await begin()
    const { msp, customer, relationshipId } = pair
    await decide.on(customer, 'delink-customer', relationshipId)
    await settle(customer, kim)
    expect(await eventsOn(kim)).toEqual(['delink-requested'])
    await narrow({ kind: 'only', allow: [], deny: [] })
    await settle(kim)
    expect(await eventsOn(kim)).toEqual([])
    await decide.on(customer, 'withdraw-delink', relationshipId)
    await settle(customer, msp, kim)
    expect(await eventsOn(kim)).toEqual([])
    expect(await eventsOn(msp)).toEqual(['delink-withdrawn'])
  })

  test('[M21] read on the phone is read on the tablet; of two that were set apart from each other the later one holds', async () => {
    await begin()
    const { world, msp, customer, relationshipId } = pair
    const phone = await world.device(msp.user.id)
    await decide.on(customer, 'delink-customer', relationshipId)
    await settle(customer, msp, phone)
    const { id } = (await toldOn(msp))[0]!
    await read(phone, [id])
    await settle(phone, msp)
    expect(await unreadOn(msp)).toEqual([])

    // The tablet marks it unread without a network, then the phone, later, read again: that is the later one.
    await read(msp, [id], false)
    world.clock.advance(60_000)
    await read(phone, [id], false)
    await phone.sync()
    world.clock.advance(60_000)
    await read(phone, [id])
    await phone.sync()
    await settle(msp, phone)
    expect([await unreadOn(msp), await unreadOn(phone)]).toEqual([[], []])
    // Of somebody else's nothing is set, known id or not.
    await read(kim, [id], false)
    await settle(kim, msp)
    expect(await unreadOn(msp)).toEqual([])
  })

  test('[M21] a category that is turned off isn’t told of, on any device; consent can’t be turned off, by a crafted push either', async () => {
    await begin()
    const { world, msp, customer, relationshipId } = pair
    const phone = await world.device(msp.user.id)
    await settle(phone)
    const chosen = async ({ store }: TestDevice) =>
      (await readAllRecords(store, notificationPreferenceKind)).find(({ id }) => id === 'invitations')
    expect(await chosen(phone)).toMatchObject({ inApp: true, mail: true })
    await changeSetting.on(msp, {
      setting: 'choose-notifications',
      input: { category: 'invitations', channel: 'inApp', isOn: false },
    })
    await settle(msp, phone)
    expect(await chosen(phone)).toMatchObject({ inApp: false, mail: true })

    await changeSetting.on(msp, {
      setting: 'choose-notifications',
      input: { category: 'consent', channel: 'inApp', isOn: false },
    })
    await settle(msp)
    const refused = await msp.store.outbox.where('state').equals('refused').toArray()
    expect(refused.map(({ code }) => code)).toEqual(['not-permitted'])
    await decide.on(customer, 'delink-customer', relationshipId)
    await settle(customer, msp)
    expect(await eventsOn(msp)).toEqual(['delink-requested'])
  })

  test('[M21] after 90 days it is gone, from the server and from what a device shows anew', async () => {
    await begin()
    const { world, msp, customer, relationshipId } = pair
    await decide.on(customer, 'delink-customer', relationshipId)
    await settle(customer, msp)
    world.clock.advance(91 * dayMs)
    await prune(world.services)
    const fresh = await world.device(await world.user(msp.user.organisationId, 'Lee'))
    await fresh.sync()
    expect(await world.database.selectFrom('notification').selectAll().execute()).toEqual([])
  })
})

describe.each(backupKeepers)('After a restore, $name', (keeper) => {
  let company: Company
  afterEach(() => company.world.close())
  afterAll(() => keeper.stop())

  test(
    '[M21][SYNC3] what is asked for once more is told of once, and what was read stays read',
    { timeout: 60_000 },
    async () => {
      company = await openCompany(await keeper.options())
      const { world, mina, noa, customerId } = company
      const settle = (...devices: TestDevice[]) => settleIn(world, ...devices)
      const shown = await lookUpAs(noa, customerId)
      const putBack = await keeper.backUp(world)
      const id = await askAs(noa, customerId, { shown })
      await settle(noa, mina)
      const before = await toldOn(mina)
      const asked = before.find(({ event }) => event === 'request-sent')!
      await read(mina, [asked.id])
      await settle(mina)
      await putBack()
      await settle(noa, mina, noa, mina)
      const again = (await toldOn(mina)).filter(({ event }) => event === 'request-sent')
      expect(again.map(({ id: told, isRead }) => ({ told, isRead }))).toEqual([{ told: asked.id, isRead: true }])
      await decide.on(mina, 'accept-request', id)
      await settle(mina, noa)
      expect(await eventsOn(mina)).toEqual(['delink-accepted'])
      expect(await eventsOn(noa)).toEqual(['request-accepted'])
    },
  )

  test('[M21][C8] who is shut out has nothing of it but what concerns their sign-in', async () => {
    company = await openCompany(await keeper.options())
    const { world, mina, noa, customerId } = company
    const id = await askAs(noa, customerId, { managementType: 'fully' })
    await settleIn(world, noa, mina)
    await decide.on(mina, 'accept-request', id)
    await settleIn(world, mina, noa)
    expect(await eventsOn(mina)).toEqual([])
    expect(await eventsOn(noa)).toEqual(['request-accepted'])
  })
})
