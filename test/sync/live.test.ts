import { readKinds } from '#shared/records/kinds.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { unusedLifetimeMs } from '../../server/auth/session.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import type { Unpacked } from '../support/unpack-frames.ts'
import * as liveEnds from './live-ends.ts'
import { settle, type FakeSocket } from './live-ends.ts'
import { accountIdOf } from './read-world.ts'
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

async function pass(ms: number): Promise<void> {
  pair.world.clock.advance(ms)
  await vi.advanceTimersByTimeAsync(ms)
  await settle()
}

const connect = (device: TestDevice) => liveEnds.connect(hub, device)
const follow = (device: TestDevice, from?: Cursor) => liveEnds.follow(hub, device, from)

async function edit(device: TestDevice, value: string): Promise<void> {
  await editField.on(device, accountId, 'phone', value)
  await device.sync()
  await settle()
}

describe('Following', () => {
  test('[SYNC6] news come right after their commit, as frames that follow the cursor', async () => {
    const { msp, customer } = pair
    const { socket, cursor } = await follow(msp)
    expect(socket.frames).toEqual([])
    await edit(customer, '+49 1')
    expect(socket.types).toEqual(['edit', 'cursor'])
    const first = socket.frames.at(-1) as Extract<Unpacked, { type: 'cursor' }>
    expect(first.after).toBe(cursor.number)
    await edit(customer, '+49 2')
    expect(socket.frames.at(-1)).toMatchObject({ type: 'cursor', after: first.cursor.number })
  })

  test('[SYNC6] what happened before following is sent at once', async () => {
    const { msp, customer } = pair
    await edit(customer, '+49 1')
    const { socket } = await follow(msp)
    expect(socket.types).toContain('edit')
  })

  test('[SYNC6] a lost wake-up loses nothing: the next one brings both', async () => {
    const { world, msp, customer } = pair
    const { socket } = await follow(msp)
    const { wakeFollowers } = world.services
    world.services.wakeFollowers = () => undefined
    await edit(customer, 'nobody was woken')
    expect(socket.frames).toEqual([])
    world.services.wakeFollowers = wakeFollowers
    world.clock.advance(60_000)
    await edit(customer, 'now they are')
    const edits = socket.frames.flatMap((frame) =>
      frame.type === 'edit' ? [new TextDecoder().decode(frame.update)] : [],
    )
    expect(edits).toEqual([expect.stringContaining('nobody was woken'), expect.stringContaining('now they are')])
  })

  test('[SYNC6] nor does one that nothing follows: the device has it within two seconds', async () => {
    const { world, msp, customer } = pair
    const { socket } = await follow(msp)
    world.services.wakeFollowers = () => undefined
    await edit(customer, 'nobody was woken')
    await pass(2000)
    expect(socket.types).toContain('edit')
  })

  test('[SYNC6] of many wake-ups at once, each frame is sent once', async () => {
    const { world, msp, customer } = pair
    const { socket } = await follow(msp)
    const { wakeFollowers } = world.services
    world.services.wakeFollowers = () => undefined
    await edit(customer, '+49 1')
    for (let count = 0; count < 20; count++) wakeFollowers(new Set([msp.user.organisationId]), [])
    await settle()
    expect(socket.types.filter((type) => type === 'edit')).toHaveLength(1)
    expect(socket.types.filter((type) => type === 'cursor')).toHaveLength(1)
  })

  test('[SYNC5][SYNC6] edits of this node go out as they were committed, which is what reading them back gives', async () => {
    const { world, msp, customer } = pair
    const [ours, theirs] = [await follow(msp), await follow(customer)]
    const { cursor } = ours
    // Of a page, the number is its last entry's.
    const editsOf = ({ frames }: FakeSocket) =>
      frames.flatMap((frame) => (frame.type === 'edit' ? [{ ...frame, number: 0 }] : []))
    await edit(customer, '+49 1')
    const read = vi.spyOn(world.database, 'selectFrom')
    await edit(customer, '+49 2')
    expect(read.mock.calls.map(([table]) => table as string)).not.toContain('document_update')
    read.mockRestore()
    hub.close()
    hub = new LiveHub(world.services)
    for (const [device, live] of [
      [msp, ours],
      [customer, theirs],
    ] as const) {
      const sent = editsOf(live.socket)
      const again = await follow(device, cursor)
      expect(editsOf(again.socket)).toEqual(sent)
      expect(sent).toHaveLength(2)
    }
    const actorOf = ({ socket }: typeof ours) => (socket.frames[0] as Extract<Unpacked, { type: 'edit' }>).actor
    expect([actorOf(ours).userId, actorOf(theirs).userId]).toEqual([null, customer.user.id])
    expect(actorOf(ours).person).toContain('•••')
  })

  test('[SYNC6] an edit costs its readers no query, however many follow; they are sent one page that was built once', async () => {
    const { world, msp, customer } = pair
    const queriesFor = async (followers: number, value: string) => {
      const sockets: FakeSocket[] = []
      for (let n = 0; n < followers; n++) {
        const device = await world.device(await world.user(msp.user.organisationId, `Fay ${value} ${n}`))
        await device.sync()
        sockets.push((await follow(device)).socket)
      }
      const asked = vi.spyOn(world.database, 'selectFrom')
      const sent = sockets.map((socket) => vi.spyOn(socket, 'send'))
      await edit(customer, value)
      const pages = sent.map(({ mock }) => mock.calls[0]![0])
      const count = asked.mock.calls.length
      asked.mockRestore()
      expect(new Set(pages).size).toBe(1)
      return count
    }
    const two = await queriesFor(2, '+49 1')
    expect(await queriesFor(5, '+49 2')).toBe(two)
  })

  test('[SYNC5][SYNC6] nobody is told of another organisation’s news', async () => {
    const { world, customer } = pair
    const other = await world.device(await world.user(await world.organisation('msp', 'Southwind'), 'Uma'))
    await other.sync()
    const { socket } = await follow(other)
    await edit(customer, '+49 1')
    await pass(3000)
    expect(socket.bytes).toBe(0)
  })

  test('[SYNC6] before it says where it stands, a connection gets no byte', async () => {
    const { msp, customer } = pair
    const { socket } = await connect(msp)
    await edit(customer, '+49 1')
    await pass(wireLimits.heartbeatMs * 2)
    expect([socket.bytes, socket.closedWith]).toEqual([0, null])
  })

  test('[SYNC6] a device that answers no heartbeat is gone, and its place is free; one that answers stays', async () => {
    const { msp, customer } = pair
    const gone = await follow(msp)
    const unspoken = await connect(msp)
    const here = await follow(customer)
    for (let beats = 0; beats < 5; beats++) {
      await pass(wireLimits.heartbeatMs)
      here.received(JSON.stringify({ type: 'alive' }))
    }
    expect([gone.socket.closedWith, unspoken.socket.closedWith, here.socket.closedWith]).toEqual([4409, 4409, null])
  })

  test('[SYNC6] heartbeats name the number last sent, often enough to find a dead link', async () => {
    const { msp } = pair
    const { socket, cursor } = await follow(msp)
    await pass(wireLimits.deadLinkMs)
    const beats = socket.frames.filter((frame) => frame.type === 'heartbeat')
    expect(beats.length).toBeGreaterThanOrEqual(3)
    expect(beats[0]).toEqual({ type: 'heartbeat', number: cursor.number, serverNow: expect.any(Number) as number })
  })
})

describe('Losing access', () => {
  test.each<[string, (pair: Pair) => Promise<unknown>]>([
    [
      'is revoked',
      ({ world, msp }) => world.database.deleteFrom('session').where('user_id', '=', msp.user.id).execute(),
    ],
    ['runs out', ({ world }) => Promise.resolve(world.clock.advance(unusedLifetimeMs))],
    [
      'is of somebody who was blocked',
      ({ world, msp }) =>
        world.database.updateTable('user').set({ status: 'blocked' }).where('id', '=', msp.user.id).execute(),
    ],
  ])('[SYNC4] a session that %s is closed within two seconds and gets no further byte', async (_what, end) => {
    const { world, msp, customer } = pair
    const { socket } = await follow(msp)
    const expiresLater = world.clock.now() + 2 * unusedLifetimeMs
    await world.database
      .updateTable('session')
      .set({ valid_until: expiresLater })
      .where('user_id', '=', customer.user.id)
      .execute()
    await end(pair)
    await pass(2000)
    expect(socket.closedWith).toBe(4401)
    const { bytes } = socket
    await edit(customer, 'not for them')
    await pass(wireLimits.heartbeatMs * 2)
    expect(socket.bytes).toBe(bytes)
  })

  test('[SYNC4] news that come all the time don’t keep a revoked session open', async () => {
    const { world, msp, customer } = pair
    const { socket } = await follow(msp)
    await edit(customer, '+49 0')
    await world.database.deleteFrom('session').where('user_id', '=', msp.user.id).execute()
    for (let count = 1; count <= 5; count++) {
      await edit(customer, `+49 ${count}`)
      await pass(400)
    }
    expect(socket.closedWith).toBe(4401)
    const { bytes } = socket
    await edit(customer, 'not for them')
    expect(socket.bytes).toBe(bytes)
  })

  test('[SYNC4] nor when the looks of every second don’t come to their end: a wake-up looks itself', async () => {
    const { world, msp, customer } = pair
    const { socket } = await follow(msp)
    await edit(customer, '+49 0')
    const { bytes } = socket
    await world.database.deleteFrom('session').where('user_id', '=', msp.user.id).execute()
    world.clock.advance(1600)
    await edit(customer, 'not for them')
    expect([socket.closedWith, socket.bytes]).toEqual([4401, bytes])
  })

  test('[SYNC4] an edit that was committed before its reader lost the document is not sent after it', async () => {
    const { world, msp, customer, relationshipId } = pair
    const { socket } = await follow(msp)
    await edit(customer, 'still theirs')
    const known = socket.frames.length
    const { wakeFollowers } = world.services
    let wake = () => {}
    world.services.wakeFollowers = (...committed) => (wake = () => wakeFollowers(...committed))
    await edit(customer, 'not any more')
    const ended = { status: 'delinked' as const, ended_at: world.clock.now() }
    await world.database.updateTable('relationship').set(ended).where('id', '=', relationshipId).execute()
    await world.database.updateTable('user').set({ access_version: 9 }).where('id', '=', msp.user.id).execute()
    wake()
    await settle()
    expect(socket.types.slice(known)).toEqual(['visible', 'cursor', 'forget', 'cursor'])
  })

  test('[SYNC4] a change of access that left no news is told within two seconds', async () => {
    const { world, msp, relationshipId } = pair
    const { socket } = await follow(msp)
    await world.database.updateTable('user').set({ access_version: 9 }).where('id', '=', msp.user.id).execute()
    await pass(2000)
    expect(socket.types).toEqual(['visible', 'cursor'])
    expect(socket.frames[0]).toMatchObject({ accessVersion: 9, roots: [relationshipId] })
    await pass(2000)
    expect(socket.types).toEqual(['visible', 'cursor'])
  })

  test('[SYNC4] one that ends while its news are being read gets none of them', async () => {
    const { world, msp, customer } = pair
    const { socket, received } = await follow(msp)
    const { wakeFollowers } = world.services
    await editField.on(customer, accountId, 'phone', 'not any more')
    world.services.wakeFollowers = (feeds, committed) => {
      wakeFollowers(feeds, committed)
      received('hello?')
    }
    await customer.sync()
    await settle()
    expect([socket.closedWith, socket.bytes]).toEqual([1008, 0])
  })

  test.each([
    ['at once', true],
    ['within two seconds though the wake-up was lost', false],
  ])('[SYNC4] when a relationship ends, the MSP’s device is told %s what it may still hold', async (_when, woken) => {
    const { world, msp, customer, relationshipId } = pair
    await decide.on(msp, 'delink-customer', relationshipId)
    await msp.sync()
    await customer.sync()
    const { socket } = await follow(msp)
    if (!woken) world.services.wakeFollowers = () => undefined
    await decide.on(customer, 'accept-delink', relationshipId)
    await customer.sync()
    await settle()
    if (!woken) expect(socket.types).toEqual([])
    if (!woken) await pass(2000)
    expect(socket.frames).toContainEqual(expect.objectContaining({ type: 'visible', roots: [] }))
    expect(socket.frames).toContainEqual(
      expect.objectContaining({ type: 'forget', kind: 'relationship', id: relationshipId }),
    )
    expect(socket.frames).toContainEqual(expect.objectContaining({ type: 'forget', kind: 'document', id: accountId }))
    expect(socket.types).not.toContain('relationship')
    expect(socket.types.at(-1)).toBe('cursor')
  })
})

describe('Bad connections', () => {
  test('[SYNC6] one person has so many at a time and no more, and a closed one makes room', async () => {
    const { msp, customer } = pair
    const connections = []
    for (let count = 0; count < wireLimits.socketsPerUser; count++) {
      expect(hub.hasRoomFor(msp.user.id)).toBe(true)
      connections.push(await connect(msp))
    }
    expect([hub.hasRoomFor(msp.user.id), hub.hasRoomFor(customer.user.id)]).toEqual([false, true])
    connections[0]!.left()
    expect([hub.hasRoomFor(msp.user.id), hub.size]).toEqual([true, wireLimits.socketsPerUser - 1])
  })

  test('[SYNC6] one that doesn’t read is cut, and nothing is piled up for it', async () => {
    const { msp, customer } = pair
    const { socket } = await follow(msp)
    socket.buffered = 5 * 1024 * 1024
    await edit(customer, '+49 1')
    expect([socket.closedWith, socket.bytes]).toEqual([4408, 0])
    await edit(customer, '+49 2')
    expect(socket.bytes).toBe(0)
  })

  test.each([
    ['no JSON', 'hello?', 1008],
    ['nothing, as bytes come', '', 1008],
    ['an unknown message', '{"type":"dance"}', 1008],
    ['a place that can’t be', '{"type":"follow","cursor":-1}', 1008],
    ['an empty object', '{}', 1008],
  ])('[SYNC6] %s closes it', async (_what, text, code) => {
    const { msp, customer } = pair
    const { socket, received } = await follow(msp)
    received(text)
    expect(socket.closedWith).toBe(code)
    await edit(customer, 'not any more')
    expect(socket.bytes).toBe(0)
  })

  test.each([
    ['an older protocol', { protocol: protocolVersion - 1, kinds: undefined }, 4426],
    ['a newer protocol', { protocol: protocolVersion + 1 }, 1008],
    ['somebody else’s store', { userId: 'A'.repeat(22) }, 4401],
  ])('[SYNC6][DEV1] following with %s closes it', async (_what, change, code) => {
    const { msp } = pair
    const { socket, received } = await connect(msp)
    const message = {
      type: 'follow',
      userId: msp.user.id,
      protocol: protocolVersion,
      kinds: readKinds,
      cursor: { number: 1, entryId: '' },
      accessVersion: 1,
      ...change,
    }
    received(JSON.stringify(message))
    await settle()
    expect([socket.closedWith, socket.bytes]).toEqual([code, 0])
  })

  test('[SYNC6] an `alive` is no news, and one that left gets none', async () => {
    const { msp, customer } = pair
    const { socket, received, left } = await follow(msp)
    received('{"type":"alive"}')
    expect(socket.closedWith).toBeNull()
    left()
    await edit(customer, '+49 1')
    expect(socket.bytes).toBe(0)
  })

  test('[X4] a server that stops says goodbye to all and leaves no timer', async () => {
    const { msp, customer } = pair
    const sockets = [(await follow(msp)).socket, (await follow(customer)).socket]
    const timers = vi.getTimerCount()
    hub.close()
    expect(sockets.map((socket) => socket.closedWith)).toEqual([1001, 1001])
    expect(vi.getTimerCount()).toBe(timers - 2)
  })
})
