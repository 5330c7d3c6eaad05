import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { intentValues } from '#shared/domain/document/intent.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { cancelItem } from '#lib/commands/waiting/cancel-item.ts'
import { isWaiting } from '#lib/local-store/outbox-item.ts'
import { findRelationship } from './stored.ts'
import { outboxTables } from '#lib/outbox/append-item.ts'
import { startNewEpoch } from '#lib/outbox/remake-items.ts'
import { stampEdit } from '../../server/sync/stamp.ts'
import { accountIdOf, loggedDetails, localValues, serverValues } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'

const [minuteMs, hourMs, yearMs] = [60_000, 60 * 60_000, 365 * 24 * 60 * 60_000]

let pair: Pair | undefined
afterEach(async () => {
  await pair?.world.close()
  pair = undefined
})

interface Tablets {
  pair: Pair
  accountId: Awaited<ReturnType<typeof accountIdOf>>
  /** The MSP's and the customer's, with wrong clocks. */
  msp: TestDevice
  customer: TestDevice
}

async function openTablets(mspSkewMs: number, customerSkewMs: number): Promise<Tablets> {
  pair = await openPair()
  const accountId = await accountIdOf(pair)
  const msp = await pair.world.device(pair.msp.user.id, { clockSkewMs: mspSkewMs })
  const customer = await pair.world.device(pair.customer.user.id, { clockSkewMs: customerSkewMs })
  for (const device of [msp, customer]) await device.sync()
  return { pair, accountId, msp, customer }
}

/** Stamps as the log has them, and whether any is later than its arrival or than now. */
async function loggedTimes({ pair: { world } }: Tablets) {
  return world.database
    .selectFrom('change')
    .select(['at', 'received_at'])
    .where('document_id', 'is not', null)
    .execute()
}

describe.each([
  ['a year slow', -yearMs, 0],
  ['a year fast', yearMs, 0],
  ['a year fast beside one a year slow', yearMs, -yearMs],
  ['a year slow beside one a year fast', -yearMs, yearMs],
])('A tablet whose clock is %s', (_what, mspSkewMs, customerSkewMs) => {
  test.each([
    ['the MSP', 'customer', 'msp'],
    ['the customer', 'msp', 'customer'],
  ] as const)('[DOC3][H1] the later edit wins when it is %s’s, whoever syncs first', async (_who, earlier, later) => {
    for (const order of [
      [earlier, later],
      [later, earlier],
    ] as const) {
      const tablets = await openTablets(mspSkewMs, customerSkewMs)
      const { accountId } = tablets
      const { clock } = tablets.pair.world
      clock.advance(minuteMs)
      await editField.on(tablets[earlier], accountId, 'phone', 'earlier')
      clock.advance(minuteMs)
      await editField.on(tablets[later], accountId, 'phone', 'later')
      clock.advance(minuteMs)
      for (const device of [...order, ...order]) await tablets[device].sync()
      for (const device of order) expect((await localValues(tablets[device], accountId))['phone']).toBe('later')
      const now = clock.now()
      for (const { at, received_at } of await loggedTimes(tablets)) {
        expect(at).toBeLessThanOrEqual(received_at)
        expect(at).toBeLessThanOrEqual(now)
        expect(now - at, 'the time it was really made').toBeLessThanOrEqual(2 * minuteMs)
      }
      await tablets.pair.world.close()
      pair = undefined
    }
  })
})

test('[DOC3] a clock that was set right between editing and sending can’t move an edit before what the device had seen', async () => {
  const { pair: opened, accountId, msp, customer } = await openTablets(0, 0)
  const { world } = opened
  world.clock.advance(minuteMs)
  await editField.on(customer, accountId, 'phone', 'seen by the MSP')
  await customer.sync()
  await msp.sync()
  world.clock.advance(minuteMs)
  await editField.on(msp, accountId, 'phone', 'made on top of it')
  const item = await msp.store.outbox.orderBy('number').last()
  await msp.store.outbox.update(item!.number, { editedAt: item!.editedAt - yearMs })
  await msp.sync()
  expect((await serverValues(world, accountId))['phone']).toBe('made on top of it')
  expect(await loggedDetails(world, accountId)).not.toContainEqual(expect.objectContaining({ type: 'field-lost' }))
})

describe('The later edit wins after work was made again', () => {
  /** One device offline edits D twice and E later; a colleague has set D's city in between. */
  async function openOffline() {
    pair = await openPair()
    const { world, msp } = pair
    const accountId = await accountIdOf(pair)
    const other = await addCustomer.on(msp, { ...acme, companyName: 'Other', workEmail: 'other@acme.example' })
    await msp.sync()
    const otherId = (await findRelationship(msp.store, other.relationshipId))!.accountDocumentId
    const colleague = await world.device(msp.user.id)
    await colleague.sync()
    world.clock.advance(10 * hourMs)
    await editField.on(msp, accountId, 'phone', 'taken back')
    const phone = (await msp.store.outbox.orderBy('number').last())!
    world.clock.advance(6 * minuteMs)
    await editField.on(msp, accountId, 'city', 'EARLY')
    world.clock.advance(54 * minuteMs)
    await editField.on(colleague, accountId, 'city', 'LATER')
    await colleague.sync()
    world.clock.advance(hourMs)
    await editField.on(msp, otherId, 'phone', 'E')
    return { pair, accountId, otherId, phone, colleague, order: () => waitingFields(msp) }
  }

  async function waitingFields({ store }: TestDevice): Promise<string[]> {
    const items = await store.outbox.orderBy('number').filter(isWaiting).toArray()
    return items.flatMap(({ body }) =>
      body.kind === 'edit' ? intentValues(body.intents).map(([, value]) => value) : [],
    )
  }

  test('[FD3] an edit in front of it is taken back: the order of making stays, and the colleague’s later edit holds', async () => {
    const { pair: opened, accountId, phone, colleague, order } = await openOffline()
    await cancelItem.on(opened.msp, phone.id)
    expect(await order()).toEqual(['EARLY', 'E'])
    for (const device of [opened.msp, colleague]) await device.sync()
    expect((await serverValues(opened.world, accountId))['city']).toBe('LATER')
    expect((await localValues(opened.msp, accountId))['city']).toBe('LATER')
  })

  test('[FD3] it is sent behind a younger edit of another document, as earlier apps numbered it: the colleague’s holds', async () => {
    const { pair: opened, accountId, colleague } = await openOffline()
    const { store } = opened.msp
    for (const item of await store.outbox.filter(isWaiting).toArray()) {
      if (!item.documentIds.includes(accountId)) continue
      await store.outbox.delete(item.number)
      await store.outbox.put({ ...item, number: item.number + 10 })
    }
    for (const device of [opened.msp, colleague]) await device.sync()
    expect((await serverValues(opened.world, accountId))['city']).toBe('LATER')
  })

  test('[FD3] a new epoch keeps decisions and edits in the order in which they were made', async () => {
    const { pair: opened, order } = await openOffline()
    await decide.on(opened.msp, 'delink-customer', opened.relationshipId)
    const { store } = opened.msp
    await store.transaction('rw', [...outboxTables(store)], async () => startNewEpoch(opened.msp))
    expect(await order()).toEqual(['taken back', 'EARLY', 'E'])
    const kinds = (await store.outbox.orderBy('number').filter(isWaiting).toArray()).map(({ body }) => body.kind)
    expect(kinds).toEqual(['edit', 'edit', 'edit', 'command'])
  })

  test('[FD3][DOC3] two edits of one field keep their order where the first took long to arrive, or the clock went back', async () => {
    const { pair: opened, accountId, msp } = await openTablets(0, 0)
    const { world } = opened
    await editField.on(msp, accountId, 'phone', 'first')
    // Half a minute on its way.
    msp.fault = 'request-lost'
    await msp.exchange().catch(() => undefined)
    world.clock.advance(30_000)
    await (await msp.request(msp.sent.at(-1)!)).arrayBuffer()
    await editField.on(msp, accountId, 'phone', 'second')
    const second = await msp.store.outbox.orderBy('number').last()
    await msp.store.outbox.update(second!.number, { editedAt: second!.editedAt - minuteMs })
    await msp.sync()
    expect((await serverValues(world, accountId))['phone']).toBe('second')
  })
})

describe('The stamp', () => {
  const at = fc.integer({ min: 0, max: 2_000_000_000_000 })
  const wild = fc.oneof(at, fc.double(), fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.NaN))

  test('[DOC3] whatever a device claims: never later than now, never before what it had seen, its own last one or the document', () => {
    fc.assert(
      fc.property(at, wild, wild, at, at, at, (now, sentAt, editedAt, baseAt, lastStamp, notBefore) => {
        const stamp = stampEdit({ now, sentAt, editedAt, baseAt, lastStamp, notBefore })
        expect(Number.isFinite(stamp)).toBe(true)
        expect(stamp).toBeLessThanOrEqual(now)
        expect(stamp).toBeGreaterThanOrEqual(Math.min(now, Math.max(baseAt, lastStamp, notBefore)))
      }),
      { numRuns: 1000 },
    )
  })

  test('[DOC3] is the receive time less the wait, whatever both clocks show', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: yearMs }),
        fc.integer({ min: -yearMs, max: yearMs }),
        (waitedMs, skewMs) => {
          const now = 1_700_000_000_000
          const sentAt = now + skewMs
          expect(stampEdit({ now, sentAt, editedAt: sentAt - waitedMs, baseAt: 0, lastStamp: 0, notBefore: 0 })).toBe(
            now - waitedMs,
          )
        },
      ),
    )
  })
})
