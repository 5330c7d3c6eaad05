// Whoever asks for too much, too often or too slowly is told so, and everybody else is served meanwhile.
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { encodeFrame, encodeFrames } from '#shared/protocol/frame.ts'
import { encodeRequest } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { budgets } from '../../server/sync/budgets.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'
import { say } from './fault-size.ts'
import { RawPerson } from './raw-person.ts'
import { until } from './until.ts'
import { WatchedServer } from './watched-server.ts'

const stallLimitMs = 100
const memoryLimitMb = 250
const exchangesAllowed = 400
const requestTimeoutMs = 2000

let watched: WatchedServer
let people: SignedIn[]
let person: RawPerson

beforeAll(async () => {
  const env = { EXCHANGE_LIMIT: String(exchangesAllowed), REQUEST_TIMEOUT_S: String(requestTimeoutMs / 1000) }
  watched = await WatchedServer.start({ msps: 1, customersEach: 3, peopleEach: 4 }, env)
  people = watched.people
  person = new RawPerson(people[0]!, watched.origin)
  await person.exchange([])
})
afterAll(() => watched.remove())

/** What the server did meanwhile, printed; fails when it stood still by its own doing or kept what it was sent. */
async function measured(what: string, work: () => Promise<void>): Promise<void> {
  const before = await watched.read()
  await work()
  const after = await watched.read()
  const own = Math.max(0, ...after.stalls.map(({ ms, cpuMs }) => Math.min(ms, cpuMs)))
  say(`${what}: longest stall ${after.maxMs} ms (${own} ms of it its own), memory ${before.rssMb} → ${after.rssMb} MB`)
  expect(own, what).toBeLessThanOrEqual(stallLimitMs)
  expect(after.rssMb - before.rssMb, what).toBeLessThan(memoryLimitMb)
  expect((await person.exchange([])).status, `served after ${what}`).toBe(200)
}

describe('Bodies', () => {
  test('[PUSH3] gzip that unpacks to gigabytes is refused at the limit', async () => {
    const member = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 })
    const bomb = Buffer.concat(
      Array.from({ length: Math.floor((wireLimits.requestBytes - 1) / member.length) }, () => member),
    )
    await measured(`ten bombs of ${Math.round((bomb.length / member.length) * 64)} MB at once`, async () => {
      const replies = await Promise.all(
        Array.from({ length: 10 }, () => person.send(new Uint8Array(bomb), { 'content-encoding': 'gzip' })),
      )
      const codes = replies.map(({ status, code }) => `${status} ${code}`)
      // A person has three places: whoever finds none isn't even read.
      expect(codes.filter((code) => code === '413 too-large').length).toBeGreaterThanOrEqual(budgets.exchangesPerPerson)
      expect(codes.filter((code) => code !== '413 too-large' && code !== '429 too-many-requests')).toEqual([])
    })
  })

  const item = () => person.item({ kind: 'command', name: 'x', input: null })
  const keys = () => Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [`k${key}`, 1]))
  const alternating = (length: number, pair: [number, number]) =>
    new Uint8Array(length).map((_, index) => pair[index % 2]!)
  const framed = (body: Uint8Array) => {
    const prefix: number[] = []
    for (let rest = body.length; ; rest >>= 7) {
      prefix.push(rest > 127 ? (rest & 127) | 128 : rest)
      if (rest <= 127) return Buffer.concat([encodeFrame(person.hello()), Buffer.from(prefix), body])
    }
  }
  test.each<[string, () => Uint8Array, string]>([
    ['four million frames', () => alternating(wireLimits.requestBytes, [1, 126]), 'too-large'],
    ['an object of 20,000 keys', () => encodeFrames([person.hello(), { ...item(), ...keys() }]), 'too-large'],
    [
      'a list of a million',
      () => encodeFrames([person.hello(), { ...item(), dependsOn: new Array(1_000_000).fill(null) }]),
      'too-large',
    ],
    ['lists in lists in lists', () => framed(alternating(1_000_000, [117, 1])), 'malformed'],
    ['a frame that says it has 4 GB', () => Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0f]), 'malformed'],
    [
      '501 items',
      () => encodeRequest(person.hello(), Array.from({ length: wireLimits.itemsPerExchange + 1 }, item)),
      'too-large',
    ],
    ['a byte more than a request may have', () => new Uint8Array(wireLimits.requestBytes + 1), 'too-large'],
  ])('[PUSH3] %s: refused whole, at once', async (what, make, code) => {
    const body = make()
    await measured(what, async () => {
      expect((await person.send(body)).code).toBe(code)
    })
  })

  test('[X2] nobody who isn’t signed in makes the server keep a body', async () => {
    await measured('endless bodies without a session', async () => {
      const given = await Promise.all(Array.from({ length: 20 }, sendEndlessly))
      for (const { status } of given) expect(status).toBe(401)
    })
  })
})

/** A chunked body that has no end, until there is an answer. */
async function sendEndlessly(): Promise<{ status: number }> {
  const { hostname, port } = new URL(watched.origin)
  const sending = request({ hostname, port, path: '/api/sync', method: 'POST', headers: { origin: watched.origin } })
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  sending.on('error', () => {})
  const chunk = Buffer.alloc(64 * 1024, 1)
  let bytes = 0
  let done = false
  void answered.then(() => {
    done = true
  })
  while (!done && bytes < 4 * wireLimits.requestBytes) {
    bytes += chunk.length
    if (!sending.write(chunk)) await Promise.race([once(sending, 'drain'), answered])
    else await new Promise((resolve) => setImmediate(resolve))
  }
  const [response] = await answered
  sending.destroy()
  return { status: response.statusCode! }
}

describe('Floods', () => {
  test('[PUSH1] a person who asks without end is told to wait; others are served', async () => {
    const flooder = new RawPerson(people[1]!, watched.origin)
    await measured(`${exchangesAllowed + 100} requests in a row`, async () => {
      const codes: (string | number)[] = []
      // One after another: of two at once the same store gives up the first.
      for (let sent = 0; sent < exchangesAllowed + 100; sent++) {
        const { status, code } = await flooder.exchange([])
        codes.push(code ?? status)
      }
      expect(codes.filter((code) => code === 200)).toHaveLength(exchangesAllowed)
      expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(100)
      const response = await flooder.post(encodeFrames([flooder.hello()]) as Uint8Array<ArrayBuffer>)
      expect(response.status).toBe(429)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      await response.text()
    })
  })

  const openSocket = (cookie: string) =>
    new WebSocket(`${watched.origin.replace('http', 'ws')}/ws`, { headers: { cookie, origin: watched.origin } })

  test('[SYNC6] a person holds a few live connections and no more; others get theirs, and a place that is left is free', async () => {
    await measured('200 sockets of one person', async () => {
      const sockets = Array.from({ length: 200 }, () => openSocket(people[2]!.cookie))
      const closed: number[] = []
      for (const socket of sockets) socket.on('close', (code) => closed.push(code)).on('error', () => {})
      await until('the others are closed', () => closed.length >= 200 - wireLimits.socketsPerUser)
      expect(closed).toEqual(Array.from({ length: 200 - wireLimits.socketsPerUser }, () => 4429))
      const other = openSocket(people[3]!.cookie)
      await once(other, 'open')
      other.close()
      sockets.find((socket) => socket.readyState === WebSocket.OPEN)!.close()
      await until('one has left', () => closed.length > 200 - wireLimits.socketsPerUser)
      await until('there is room again', async () => {
        const again = openSocket(people[2]!.cookie)
        const ended = once(again, 'close').then(() => false)
        const heard = new Promise<boolean>((resolve) => again.once('open', () => again.ping(() => {}) ?? resolve(true)))
        await heard
        const stays = await Promise.race([ended, once(again, 'pong').then(() => true)])
        again.close()
        return stays
      })
      for (const socket of sockets) socket.terminate()
    })
  })

  test.each<[string, string, number]>([
    ['more than 64 KB', 'x'.repeat(70_000), 1009],
    ['what is no message', '{"type":"__proto__"}', 1008],
    [
      'somebody else’s name',
      JSON.stringify({
        ...{ type: 'follow', userId: 'AAAAAAAAAAAAAAAAAAAAAA', protocol: protocolVersion, kinds: readKinds },
        ...{ cursor: { number: 1, entryId: 'x' }, accessVersion: 1 },
      }),
      4401,
    ],
  ])('[SYNC6] a socket that sends %s is closed', async (_what, message, code) => {
    const socket = openSocket(people[3]!.cookie)
    await once(socket, 'open')
    socket.send(message)
    expect(((await once(socket, 'close')) as [number])[0]).toBe(code)
  })
})

test('[X7] requests that never end are cut in time, however many there are', async () => {
  const { hostname, port } = new URL(watched.origin)
  const head = [
    'POST /api/sync HTTP/1.1',
    `Host: ${hostname}:${port}`,
    `Origin: ${watched.origin}`,
    `Cookie: ${people[0]!.cookie}`,
    'Content-Length: 100000',
    '',
    '',
  ].join('\r\n')
  await measured('200 requests, a byte at a time', async () => {
    const begun = performance.now()
    const sockets = Array.from({ length: 200 }, () => connect(Number(port), hostname).on('error', () => {}))
    let cut = 0
    for (const socket of sockets) {
      socket.on('connect', () => socket.write(head)).on('close', () => cut++)
      socket.resume()
    }
    const drip = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write('x')), 300)
    await until('all are cut', () => cut === sockets.length, 30_000)
    clearInterval(drip)
    say(`all were cut after ${Math.round(performance.now() - begun)} ms; ${requestTimeoutMs} ms were allowed`)
  })
})
