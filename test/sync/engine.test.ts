// Before Dexie, whose live queries look for IndexedDB when they are loaded.
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { DocumentId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { StorageFullError } from '#lib/local-store/storing.ts'
import { countWaiting } from '#lib/local-store/read-outbox.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { leaveField } from '#lib/commands/facts/leave-field.ts'
import { httpTransport } from '#lib/sync/http-transport.ts'
import { reportBoard } from '#lib/local-store/sync-report.ts'
import { SyncEngine } from '#lib/sync/sync-engine.ts'
import type { ExchangeAnswer, LiveConnection, LiveHandlers, Transport } from '#lib/sync/transport.ts'
import { loadAccess, type Access } from '../../server/auth/access.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { accountIdOf, localValues, outboxStates, privateIdOf, serverValues } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

const minuteMs = 60_000

/** The wire between one device and the real server, in this process; the test breaks it. */
class TestWire implements Transport {
  exchanges = 0
  follows = 0
  /** Items that went over the lane, counted by message. */
  pushes = 0
  /** What happens on the lane right after such a message has left. */
  afterPush: 'answered' | 'cut' | 'mute' = 'answered'
  offline = false
  /** The device says so itself. */
  noNetwork = false
  /** No answer comes, and no end either. */
  silent = false
  /** Ends what is silent. */
  hangUp: () => void = () => undefined
  /** The device can't store what it is answered. */
  full = false
  /** What every exchange is refused with. */
  refusal: RefusalCode | null = null
  lane: 'works' | 'mute' | 'refused' = 'works'
  private readonly device: TestDevice
  private readonly hub: LiveHub
  private readonly access: Access
  private readonly sessionId: string

  constructor(device: TestDevice, hub: LiveHub, access: Access, sessionId: string) {
    this.device = device
    this.hub = hub
    this.access = access
    this.sessionId = sessionId
  }

  isOffline(): boolean {
    return this.noNetwork
  }

  async exchange(body: Uint8Array): Promise<ExchangeAnswer> {
    this.exchanges++
    // An engine that never rests would hold the test for ever.
    if (this.exchanges > 200) return new Promise(() => undefined)
    if (this.silent)
      return new Promise((_resolve, reject) => {
        this.hangUp = () => reject(new TypeError('Failed to fetch'))
      })
    if (this.offline) throw new TypeError('Failed to fetch')
    if (this.refusal) return { ok: false, code: this.refusal, retryAfterMs: null }
    const bytes = new Uint8Array(await (await this.device.request(body)).arrayBuffer())
    if (this.full) throw new StorageFullError('this device is full')
    return { ok: true, body: once(bytes) }
  }

  follow(handlers: LiveHandlers): LiveConnection {
    this.follows++
    if (this.lane === 'refused') {
      setTimeout(() => handlers.closed(4429), 50)
      return { send: () => undefined, close: () => undefined }
    }
    if (this.lane === 'mute') return { send: () => undefined, close: () => undefined }
    let isCut = false
    const send = (bytes: Uint8Array) => {
      if (!isCut) handlers.received(bytes)
    }
    const push = (body: Uint8Array) => {
      if (this.refusal === 'signed-out') return queueMicrotask(() => handlers.closed(4401))
      this.pushes++
      isCut = this.afterPush !== 'answered'
      if (this.afterPush === 'cut') queueMicrotask(() => handlers.closed(1006))
      void joined.pushed(body)
    }
    const socket = {
      send,
      close: (code: number) => handlers.closed(code),
      cut: () => handlers.closed(1006),
      bufferedBytes: () => 0,
    }
    const joined = this.hub.join(socket, this.access, this.sessionId)
    queueMicrotask(() => handlers.opened())
    return {
      send: (message) => {
        if (message instanceof Uint8Array) push(message)
        else joined.received(JSON.stringify(message))
      },
      close: () => joined.left(),
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

let pair: Pair
let accountId: DocumentId
let hub: LiveHub
let wire: TestWire
let engine: SyncEngine
let abort: AbortController
let running: Promise<void>

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  pair = await openPair()
  accountId = await accountIdOf(pair)
  const { world, msp } = pair
  const session = await world.database
    .selectFrom('session')
    .select('id')
    .where('user_id', '=', msp.user.id)
    .executeTakeFirstOrThrow()
  hub = new LiveHub(world.services)
  wire = new TestWire(msp, hub, (await loadAccess(world.database, msp.user.id))!, session.id)
  engine = new SyncEngine(msp, wire)
  abort = new AbortController()
})
afterEach(async () => {
  abort.abort()
  wire.hangUp()
  await settle()
  await running
  hub.close()
  reportBoard.leave()
  await pair.world.close()
  vi.useRealTimers()
})

function start(): void {
  running = engine.run(abort.signal)
}

/** Lets what was started finish: only promises and the in-memory database are in between. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve))
}

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1000) {
    pair.world.clock.advance(1000)
    await vi.advanceTimersByTimeAsync(1000)
    await settle()
  }
}

async function editOnTheOtherSide(value: string): Promise<void> {
  pair.world.clock.advance(1000)
  await editField.on(pair.customer, accountId, 'phone', value)
  await pair.customer.sync()
  await settle()
}

async function phone(): Promise<string | undefined> {
  return (await localValues(pair.msp, accountId))['phone']
}

describe('With a good link', () => {
  test('[SYNC6] news come over the live lane, without another exchange', async () => {
    start()
    await settle()
    expect([wire.exchanges, wire.follows]).toEqual([1, 1])
    await editOnTheOtherSide('+49 1')
    expect(await phone()).toBe('+49 1')
    await editOnTheOtherSide('+49 2')
    expect(await phone()).toBe('+49 2')
    await pass(4 * minuteMs)
    expect([wire.exchanges, wire.follows]).toEqual([1, 1])
    expect(reportBoard.current).toMatchObject({ online: true, signedOut: false })
  })

  test('[DEV5] what is stored goes up by itself within seconds', async () => {
    start()
    await settle()
    await editField.on(pair.msp, accountId, 'phone', '+49 3')
    await pass(6000)
    expect((await serverValues(pair.world, accountId))['phone']).toBe('+49 3')
  })
})

test('[X2] signing out while data arrive closes the store, and nothing is left uncaught', async () => {
  const uncaught: unknown[] = []
  const note = (reason: unknown) => uncaught.push(reason)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  await pair.msp.store.meta.delete('cursor')
  const { store } = pair.msp
  const get = store.meta.get.bind(store.meta)
  const reading = vi.spyOn(store.meta, 'get').mockImplementation(((key: string) => {
    if (key === 'lastSyncedAt') store.close()
    return get(key)
  }) as typeof store.meta.get)
  start()
  await settle()
  expect(reading).toHaveBeenCalledWith('lastSyncedAt')
  expect(uncaught).toEqual([])
})

describe('Items over the lane', () => {
  beforeEach(async () => {
    start()
    await settle()
  })

  const edit = (value: string) => editField.on(pair.msp, accountId, 'phone', value)

  test('[SYNC6][PUSH1] what is stored goes up on the open lane, without another exchange, and is settled', async () => {
    await edit('+49 3')
    await pass(3000)
    expect((await serverValues(pair.world, accountId))['phone']).toBe('+49 3')
    expect([wire.exchanges, wire.follows, wire.pushes]).toEqual([1, 1, 1])
    expect(await outboxStates(pair.msp)).toEqual(['settled', 'settled'])
    expect(await phone()).toBe('+49 3')
    await editOnTheOtherSide('+49 4')
    expect([await phone(), wire.exchanges]).toEqual(['+49 4', 1])
  })

  test.each(['cut', 'mute'] as const)(
    '[PUSH1] a lane that is %s between an item and its answer: the item goes by an exchange and is applied once',
    async (what) => {
      wire.afterPush = what
      await edit('+49 5')
      await pass(15_000)
      expect(wire.pushes).toBe(1)
      expect(wire.exchanges).toBeGreaterThan(1)
      expect(await outboxStates(pair.msp)).toEqual(['settled', 'settled'])
      const changes = await pair.world.database
        .selectFrom('change')
        .selectAll()
        .where('detail', 'like', '%+49 5%')
        .execute()
      expect(changes).toHaveLength(1)
      expect(await phone()).toBe('+49 5')
    },
  )

  test('[SYNC6] more than a message may be goes by an exchange, with the lane still open', async () => {
    const privateId = await privateIdOf(pair)
    for (const [id, field] of [
      [accountId, 'notes'],
      [privateId, 'privateNotes'],
    ] as const) {
      await editText.on(pair.msp, id, field, 'one '.repeat(4500), '')
      await editText.on(pair.msp, id, field, 'two '.repeat(4500), 'one '.repeat(4500))
    }
    await pass(3000)
    expect([wire.pushes, wire.exchanges, wire.follows]).toEqual([0, 2, 1])
  })
})

describe('A sitting', () => {
  beforeEach(async () => {
    start()
    await settle()
  })

  const type = (value: string) => editField.on(pair.msp, accountId, 'phone', value, { typing: true })
  const published = async () => (await serverValues(pair.world, accountId))['phone'] ?? ''

  test('[FA6] is published when the field is left, and not before', async () => {
    for (const value of ['+49', '+49 1', '+49 12']) {
      await type(value)
      await pass(8000)
    }
    expect([await published(), wire.pushes, wire.exchanges]).toEqual(['', 0, 1])
    await leaveField.on(pair.msp, accountId, 'phone')
    await pass(1000)
    expect([await published(), wire.pushes]).toEqual(['+49 12', 1])
  })

  test('[FA6] is published after ten seconds of rest', async () => {
    await type('+49')
    await pass(8000)
    await type('+49 1')
    await pass(9000)
    expect(await published()).toBe('')
    await pass(2000)
    expect(await published()).toBe('+49 1')
  })

  test('[FA6] is published at once by "Sync now"', async () => {
    await type('+49 1')
    await settle()
    expect(await published()).toBe('')
    engine.hurry()
    await settle()
    expect(await published()).toBe('+49 1')
  })

  test('[FA6] that was cut off by a reload is published by the next start, after its ten seconds', async () => {
    await type('+49 1')
    await settle()
    abort.abort()
    await running
    pair.world.clock.advance(3000)
    abort = new AbortController()
    engine = new SyncEngine(pair.msp, wire)
    start()
    await pass(6000)
    expect(await published()).toBe('')
    await pass(2000)
    expect(await published()).toBe('+49 1')
  })
})

describe('With a bad link', () => {
  test('[FA8][FA17] while nobody answers, nothing is entrusted to the link: it stays untried, and goes up with the first answer', async () => {
    wire.lane = 'refused'
    start()
    await settle()
    wire.offline = true
    engine.poke()
    await settle()
    await editField.on(pair.msp, accountId, 'phone', '+49 1')
    await pass(minuteMs)
    expect(wire.exchanges).toBeGreaterThan(3)
    const waiting = async () => pair.msp.store.outbox.where('state').anyOf('queued', 'sent').toArray()
    expect(await waiting()).toMatchObject([{ state: 'queued', attempts: 0 }])
    wire.offline = false
    engine.poke()
    await pass(2000)
    expect(await waiting()).toEqual([])
    expect((await serverValues(pair.world, accountId))['phone']).toBe('+49 1')
  })

  test('[FA17] a device that knows that it has no network tries nothing', async () => {
    wire.noNetwork = true
    start()
    await editField.on(pair.msp, accountId, 'phone', '+49 1')
    await pass(minuteMs)
    expect(wire.exchanges).toBe(0)
    expect(reportBoard.current).toMatchObject({ known: true, online: false })
    expect(await pair.msp.store.outbox.orderBy('number').last()).toMatchObject({ state: 'queued', attempts: 0 })
    wire.noNetwork = false
    engine.poke()
    await pass(5000)
    // One to hear whether anybody answers, and one that takes the work along.
    expect([wire.exchanges, (await serverValues(pair.world, accountId))['phone']]).toEqual([2, '+49 1'])
  })

  test('[SYNC6] silence on the lane is noticed within half a minute or so, and the device pulls', async () => {
    wire.lane = 'mute'
    start()
    await settle()
    await editOnTheOtherSide('+49 1')
    expect(await phone()).toBeUndefined()
    wire.lane = 'works'
    await pass(wireLimits.deadLinkMs + 6000)
    expect(await phone()).toBe('+49 1')
    await editOnTheOtherSide('+49 2')
    expect([await phone(), wire.follows]).toEqual(['+49 2', 2])
  })

  test('[SYNC6] a lane that is refused at once is not knocked at without pause; exchanges go on', async () => {
    wire.lane = 'refused'
    start()
    await pass(minuteMs)
    expect(wire.exchanges).toBeLessThan(15)
    expect(wire.follows).toBeLessThan(15)
    await editOnTheOtherSide('+49 1')
    await pass(20_000)
    expect(await phone()).toBe('+49 1')
  })

  test('[SYNC2] offline it tries less and less often, and at once when asked', async () => {
    wire.offline = true
    start()
    await pass(5 * minuteMs)
    expect(wire.exchanges).toBeGreaterThan(4)
    expect(wire.exchanges).toBeLessThan(20)
    expect(reportBoard.current.online).toBe(false)
    wire.offline = false
    const tries = wire.exchanges
    engine.poke()
    await settle()
    expect(wire.exchanges).toBe(tries + 1)
    expect(reportBoard.current.online).toBe(true)
  })

  test('[X1] after a full device the next work that could be stored is settled within seconds, however long it was full', async () => {
    wire.full = true
    start()
    await pass(5 * minuteMs)
    await editField.on(pair.msp, accountId, 'phone', 'there is room')
    await pass(3000)
    wire.full = false
    await pass(5000)
    expect(reportBoard.current.online).toBe(true)
    const items = await countWaiting(pair.msp.store)
    expect(items).toBe(0)
  })
})

describe('When the device’s clock, a year ahead, is put right', () => {
  const putRight = () => pair.world.clock.advance(-365 * 24 * 60 * minuteMs)

  test('[FD4][PUSH4] what was typed before goes out', async () => {
    start()
    await settle()
    await editField.on(pair.msp, accountId, 'phone', '+49 1', { typing: true })
    await settle()
    putRight()
    await pass(11_000)
    expect((await serverValues(pair.world, accountId))['phone']).toBe('+49 1')
  })

  test('[FD4][SYNC6] silence on the lane is still noticed', async () => {
    wire.lane = 'mute'
    start()
    await settle()
    putRight()
    wire.lane = 'works'
    await pass(wireLimits.deadLinkMs)
    expect(wire.follows).toBe(2)
    await editOnTheOtherSide('+49 1')
    expect(await phone()).toBe('+49 1')
  })

  test('[FD4][SYNC6] a lane that was to be left alone for a moment is opened again', async () => {
    wire.lane = 'refused'
    start()
    await settle()
    await pass(1000)
    putRight()
    wire.lane = 'works'
    await pass(20_000)
    expect(wire.follows).toBe(2)
  })
})

describe('A link on which nothing comes', () => {
  test('[FD10][SYNC6] is said to be dead within 30 s, whatever the socket says', async () => {
    wire.lane = 'mute'
    start()
    await settle()
    expect(reportBoard.current.online).toBe(true)
    wire.silent = true
    await pass(30_000)
    expect(reportBoard.current.online).toBe(false)
  })

  test('[FD10] that swallows what is sent is said to be dead within 30 s', async () => {
    wire.lane = 'refused'
    start()
    await settle()
    wire.silent = true
    await editField.on(pair.msp, accountId, 'phone', 'swallowed')
    engine.poke()
    await pass(30_000)
    expect(reportBoard.current).toMatchObject({ online: false, exchanging: false })
  })

  test.each([
    [
      'a captive portal’s page',
      new Response('<html>Sign in to this network</html>', { headers: { 'content-type': 'text/html' } }),
    ],
    ['nothing', new Response('', { headers: { 'content-type': 'text/plain' } })],
  ])('[FD10] whose answer is %s is no exchange', async (_what, response) => {
    vi.stubGlobal('fetch', () => Promise.resolve(response))
    await expect(httpTransport.exchange(new Uint8Array(3))).rejects.toThrow('unexpected answer 200')
    vi.unstubAllGlobals()
  })
})

describe('When the server says no', () => {
  test('[X2] a session that has ended is not asked again until the person has signed in', async () => {
    start()
    await settle()
    await editField.on(pair.msp, accountId, 'phone', 'waits')
    wire.refusal = 'signed-out'
    engine.poke()
    await pass(4 * minuteMs)
    const tries = wire.exchanges
    await pass(4 * minuteMs)
    expect(wire.exchanges).toBe(tries)
    expect(reportBoard.current.signedOut).toBe(true)
    wire.refusal = null
    engine.resume()
    await pass(2000)
    expect((await serverValues(pair.world, accountId))['phone']).toBe('waits')
  })

  test('[SYNC2] an app that is too old stops asking and says so', async () => {
    wire.refusal = 'update-needed'
    start()
    await pass(10 * minuteMs)
    expect(wire.exchanges).toBe(1)
    expect(reportBoard.current.updateNeeded).toBe(true)
  })

  test('[SYNC2] a server that is older is asked again, and what waits goes up once it is updated', async () => {
    await editField.on(pair.msp, accountId, 'phone', 'newer')
    wire.refusal = 'server-older'
    start()
    await pass(2 * minuteMs)
    expect(reportBoard.current).toMatchObject({ serverOlder: true, updateNeeded: false })
    wire.refusal = null
    await pass(2 * minuteMs)
    expect(reportBoard.current.serverOlder).toBe(false)
    expect((await serverValues(pair.world, accountId))['phone']).toBe('newer')
  })
})
