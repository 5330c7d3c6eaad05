// Items over the live connection, at the server's end of it: what is taken, answered, refused and closed.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sql } from 'kysely'
import type { DocumentId, StoreId } from '#shared/domain/ids.ts'
import { encodeRequest, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import { createRateLimits } from '../../server/auth/rate-limit.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import type { Unpacked } from '../support/unpack-frames.ts'
import { commandItem, editItem, helloOf, outcomeOf, post } from './raw-exchange.ts'
import * as liveEnds from './live-ends.ts'
import { settle } from './live-ends.ts'
import { accountIdOf, serverValues } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let accountId: DocumentId
let hub: LiveHub
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  pair = await openPair()
  accountId = await accountIdOf(pair)
  hub = new LiveHub(pair.world.services)
})
afterEach(async () => {
  hub.close()
  await pair.world.close()
  vi.useRealTimers()
})

const connect = (device: TestDevice) => liveEnds.connect(hub, device)

/** A connection that follows from where the device stands, and sends items as the device would. */
async function follow(device: TestDevice) {
  const connection = await liveEnds.follow(hub, device)
  const hello = await helloOf(device)
  const push = (items: readonly Item[], change: Partial<Hello> = {}) =>
    connection.pushed(encodeRequest({ ...hello, ...change }, items))
  return { ...connection, hello, push }
}

/** An edit of the shared account by a writer of its own. */
async function phoneEdit(device: TestDevice, number: number, clientId: number, value: string): Promise<Item> {
  const { state } = await pair.world.database
    .selectFrom('document')
    .select('state')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  const edit = setField(openDocument(accountShape, state), accountShape, clientId, 'phone', value)!
  return editItem(device, number, accountId, { clientId, update: edit.update })
}

const phone = async () => (await serverValues(pair.world, accountId))['phone']

describe('Items over the lane', () => {
  test('[PUSH1][SYNC6] are answered after their commit, in front of the news that hold them', async () => {
    const { msp, customer } = pair
    const sender = await follow(msp)
    const reader = await follow(customer)
    await sender.push([await phoneEdit(msp, 50, 5001, '+49 1')])
    await settle()
    expect(await phone()).toBe('+49 1')
    expect(sender.socket.types).toEqual(['answer', 'edit', 'cursor'])
    expect(sender.socket.outcomes).toEqual(['accepted'])
    const [answer, , place] = sender.socket.frames as [
      Extract<Unpacked, { type: 'answer' }>,
      Unpacked,
      Extract<Unpacked, { type: 'cursor' }>,
    ]
    expect(place.after).toBe(sender.cursor.number)
    expect(answer.answer).toMatchObject({ feedNumber: place.cursor.number, kept: null })
    expect(reader.socket.types).toEqual(['edit', 'cursor'])
  })

  test('[PUSH1] that come again, over the lane and by an exchange, are answered alike and take effect once', async () => {
    const { msp } = pair
    const item = await phoneEdit(msp, 50, 5001, '+49 1')
    const { socket, push } = await follow(msp)
    await push([item])
    await settle()
    await push([item])
    await settle()
    expect(socket.outcomes).toEqual(['accepted', 'accepted'])
    expect(socket.types.filter((type) => type === 'edit')).toHaveLength(1)
    expect((await post(msp, [await helloOf(msp), item])).answers.map(outcomeOf)).toEqual(['accepted'])
    const updates = await pair.world.database
      .selectFrom('document_update')
      .select('seq')
      .where('document_id', '=', accountId)
      .execute()
    expect(updates).toHaveLength(1)
  })

  test('[PUSH2] a refused item is answered at once though it is no news, and holds the next back from nothing', async () => {
    const { msp } = pair
    const { socket, push } = await follow(msp)
    const broken = editItem(msp, 50, accountId, { clientId: 5001, update: new Uint8Array([1, 2, 3]) })
    await push([broken])
    await settle()
    expect([socket.types, socket.outcomes]).toEqual([['answer', 'cursor'], ['malformed']])
    await push([await phoneEdit(msp, 51, 5002, '+49 1'), commandItem(msp, 52, 'dance', null)])
    await settle()
    expect(socket.outcomes.slice(1)).toEqual(['accepted', 'unknown-command'])
    expect(await phone()).toBe('+49 1')
  })
})

describe('Items of several people in one transaction', () => {
  /** All that is sent in one turn of the event loop shares a transaction. */
  async function together() {
    const { msp, customer } = pair
    return { first: await follow(msp), second: await follow(customer) }
  }

  async function transactionTimes(): Promise<unknown[]> {
    return pair.world.database
      .selectFrom('feed_entry')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('collection', '=', 'document')
      .where('organisation_id', '=', pair.msp.user.organisationId)
      .where('seq', '>', 0)
      .execute()
  }

  test('[PUSH1] both take effect, in the order they came, and each is told its own', async () => {
    const { msp, customer } = pair
    const { first, second } = await together()
    const items = [await phoneEdit(msp, 50, 5001, '+49 1'), await phoneEdit(customer, 60, 6001, '+49 2')] as const
    const commits = vi.spyOn(pair.world.services, 'wakeFollowers')
    await Promise.all([first.push([items[0]]), second.push([items[1]])])
    await settle()
    expect(commits).toHaveBeenCalledTimes(1)
    expect([first.socket.outcomes, second.socket.outcomes]).toEqual([['accepted'], ['accepted']])
    expect(await phone()).toBe('+49 2')
    expect(await transactionTimes()).toEqual([{ count: 2 }])
    expect(first.socket.types).toEqual(['answer', 'edit', 'edit', 'cursor'])
  })

  test('[PUSH1] the same item under two stores of one person at the same moment takes effect once', async () => {
    const { msp, world } = pair
    const [first, second] = [await follow(msp), await follow(msp)]
    const item = await phoneEdit(msp, 50, 5001, '+49 1')
    await Promise.all([first.push([item]), second.push([item], { storeId: 'A'.repeat(22) as StoreId })])
    await settle()
    expect([first.socket.outcomes, second.socket.outcomes]).toEqual([['accepted'], ['accepted']])
    const updates = await world.database.selectFrom('document_update').select('seq').execute()
    expect(updates).toHaveLength(1)
  })

  test.each<[string, (item: Item) => { items: Item[]; hello: Partial<Hello> }, string | number]>([
    [
      'an item that is refused',
      (item) => ({ items: [{ ...item, body: { ...item.body, clientId: 7 } as never }], hello: {} }),
      'foreign-client-id',
    ],
    ['a store that is not theirs', (item) => ({ items: [item], hello: { storeId: 'stolen' as StoreId } }), 1008],
  ])('[PUSH2] %s harms nobody else’s', async (_what, spoil, outcome) => {
    const { msp, customer, world } = pair
    const { first, second } = await together()
    const theirs = { userId: msp.user.id, storeId: (await helloOf(msp)).storeId }
    const good = await phoneEdit(msp, 50, 5001, '+49 1')
    const { items, hello } = spoil(await phoneEdit(customer, 60, 6001, '+49 2'))
    const stolen = hello.storeId === undefined ? {} : { storeId: theirs.storeId }
    await first.push([await phoneEdit(msp, 49, 5003, '+49 0')])
    await settle()
    const before = await world.database
      .selectFrom('device_store')
      .selectAll()
      .where('id', '=', theirs.storeId)
      .execute()
    const commits = vi.spyOn(world.services, 'wakeFollowers')
    await Promise.all([second.push(items, stolen), first.push([good])])
    await settle()
    expect(commits).toHaveBeenCalledTimes(1)
    expect(first.socket.outcomes).toEqual(['accepted', 'accepted'])
    expect(second.socket.closedWith ?? second.socket.outcomes[0]).toBe(outcome)
    expect(await phone()).toBe('+49 1')
    const after = await world.database.selectFrom('device_store').selectAll().where('id', '=', theirs.storeId).execute()
    expect([before[0]!.last_number, after[0]!.last_number]).toEqual([49, 50])
  })

  test('[PUSH2] one that the database itself refuses harms nobody else’s: each goes again alone', async () => {
    const { msp, customer, world } = pair
    const { first, second } = await together()
    const good = await phoneEdit(msp, 50, 5001, '+49 1')
    const bad = await phoneEdit(customer, 60, 6001, '+49 2')
    await sql
      .raw(
        `create trigger spoil before insert on device_item when new.item_id = '${bad.id}' begin select raise(abort, 'no'); end`,
      )
      .execute(world.database)
    const failed = second.push([bad]).then(
      () => 'answered',
      () => 'failed',
    )
    await Promise.all([failed, first.push([good])])
    await settle()
    expect([first.socket.outcomes, await failed, second.socket.closedWith]).toEqual([['accepted'], 'failed', 1011])
    expect(await phone()).toBe('+49 1')
    await sql.raw('drop trigger spoil').execute(world.database)
    expect((await post(customer, [await helloOf(customer), bad])).answers.map(outcomeOf)).toEqual(['accepted'])
  })
})

describe('What closes the lane', () => {
  test('[SYNC4] items after the session was revoked: nothing of them is applied, and not a byte is sent', async () => {
    const { msp, world } = pair
    const { socket, push } = await follow(msp)
    await world.database.deleteFrom('session').where('user_id', '=', msp.user.id).execute()
    await push([await phoneEdit(msp, 50, 5001, 'not any more')])
    await push([commandItem(msp, 51, 'dance', null)])
    await settle()
    expect([socket.closedWith, socket.frames]).toEqual([4401, []])
    expect(await phone()).not.toBe('not any more')
  })

  test('[SYNC4] a command after the person was blocked is not decided', async () => {
    const { msp, world } = pair
    const { socket, push } = await follow(msp)
    await world.database.updateTable('user').set({ status: 'blocked' }).where('id', '=', msp.user.id).execute()
    await push([commandItem(msp, 51, 'dance', null)])
    expect([socket.closedWith, socket.frames]).toEqual([4401, []])
    expect(await world.database.selectFrom('device_item').selectAll().where('number', '=', 51).execute()).toEqual([])
  })

  test('[SYNC4] a connection that ended while its items were being committed gets no answer', async () => {
    const { msp } = pair
    const { socket, push, received } = await follow(msp)
    const pushed = push([await phoneEdit(msp, 50, 5001, '+49 1')])
    received('hello?')
    await pushed
    await settle()
    expect([socket.closedWith, socket.frames, await phone()]).toEqual([1008, [], '+49 1'])
  })

  test.each<[string, Partial<Hello>, number]>([
    ['an older protocol', { protocol: protocolVersion - 1 }, 4426],
    ['a newer protocol', { protocol: protocolVersion + 1 }, 1008],
    ['somebody else’s store', { userId: 'A'.repeat(22) as Hello['userId'] }, 4401],
    ['a past that this server doesn’t have', { cursor: { number: 1, entryId: 'A'.repeat(22) } }, 4412],
  ])('[SYNC3][DEV1] items with %s, of which none is applied', async (_what, change, code) => {
    const { msp } = pair
    const { socket, push } = await follow(msp)
    await push([await phoneEdit(msp, 50, 5001, 'not taken')], change)
    await settle()
    expect([socket.closedWith, socket.frames]).toEqual([code, []])
    expect(await phone()).not.toBe('not taken')
  })

  test('[PUSH1] bytes that are no request, and more items than one request carries', async () => {
    const { msp, customer } = pair
    const [broken, many] = [await follow(msp), await follow(customer)]
    await broken.pushed(new Uint8Array([1, 2, 3]))
    const items = Array.from({ length: wireLimits.itemsPerExchange + 1 }, (_, index) =>
      commandItem(customer, index + 10, 'x', null),
    )
    await many.push(items)
    expect([broken.socket.closedWith, many.socket.closedWith]).toEqual([1008, 1008])
  })

  test('[PUSH1] items while earlier ones wait for their answer, or before it said where it stands', async () => {
    const { msp, customer } = pair
    const { socket, push } = await follow(msp)
    const item = await phoneEdit(msp, 50, 5001, '+49 1')
    await Promise.all([push([item]), push([item])])
    const silent = await connect(customer)
    await silent.pushed(encodeRequest(await helloOf(customer), []))
    expect([socket.closedWith, silent.socket.closedWith]).toEqual([1008, 1008])
  })

  test('[PUSH1] more requests than one person’s devices may make', async () => {
    const { msp, world } = pair
    hub.close()
    hub = new LiveHub(
      world.services,
      createRateLimits(world.services, { ...world.services.config.limits, exchange: 2 }),
    )
    const { socket, push } = await follow(msp)
    for (let count = 0; count < 3; count++) {
      await push([await phoneEdit(msp, 50 + count, 5001 + count, `+49 ${count}`)])
      await settle()
    }
    expect([socket.outcomes, socket.closedWith]).toEqual([['accepted', 'accepted'], 4429])
    expect(await phone()).toBe('+49 1')
  })
})
