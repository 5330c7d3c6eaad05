// The device's own sync code over links that die without a word, crawl, or are reset in the middle.
import { findDocument, listDocumentIds } from '../sync/stored.ts'
import { openRemoteDevice, lendBrowser, type RemoteDevice } from './remote-device.ts'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { contentFingerprint, type DocumentValues } from '#shared/document/document-values.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { exchange } from '#lib/sync/exchange.ts'
import { httpTransport } from '#lib/sync/http-transport.ts'
import { LiveLane } from '#lib/sync/live-lane.ts'
import { startLinkProxy } from '../bench/sync/wire/link-proxy.ts'
import { ManualClock, seededRandom } from '../support/seeded.ts'
import { localValues } from '../sync/read-world.ts'
import { FaultyLink } from './faulty-link.ts'
import { say, seed, sizeOf } from './fault-size.ts'
import { RawPerson } from './raw-person.ts'
import { setTo, updateOf } from '../shared/document/written.ts'
import { until } from './until.ts'
import { WatchedServer } from './watched-server.ts'

const resets = sizeOf('RESETS', 200)
const customers = 450

let watched: WatchedServer
let link: FaultyLink
let takeBack: () => void = () => {}

beforeAll(async () => {
  watched = await WatchedServer.start({ msps: 1, customersEach: customers, peopleEach: 3 })
  link = await FaultyLink.start(watched.server.port)
})
afterEach(() => {
  takeBack()
  link.swallowing = false
  link.next = null
  vi.useRealTimers()
})
afterAll(async () => {
  link.close()
  await watched.remove()
})

/** A device whose page comes over this address. */
async function openDevice(person: number, pageOrigin: string, clock?: ManualClock): Promise<RemoteDevice> {
  const signedIn = watched.people[person]!
  const device = await openRemoteDevice(signedIn, watched.origin, clock)
  takeBack = lendBrowser(signedIn, pageOrigin)
  return device
}

const once = (device: RemoteDevice) => exchange(device, httpTransport, () => undefined)

/** Exchanges until nothing waits; links that break are tried again. */
async function sync(device: RemoteDevice): Promise<void> {
  await until(
    'nothing waits',
    async () => {
      const result = await once(device).catch(() => null)
      if (result?.outcome === 'refused') throw new Error(result.code)
      return result !== null && !result.more
    },
    300_000,
  )
}

test('[SYNC6] a live lane whose link dies without a word is found dead within 30 s', async () => {
  const clock = new ManualClock(Date.now())
  const device = await openDevice(0, link.origin, clock)
  await once(device)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  let heard = 0
  let ended: string | null = null
  const lane = new LiveLane(device, httpTransport, {
    frames: async () => void heard++,
    ended: (reason) => {
      ended = reason
    },
  })
  await lane.start()
  const colleague = new RawPerson(watched.people[1]!, watched.origin)
  await colleague.exchange([])
  const [id, { state }] = [...colleague.states][0]!
  const write = (clientId: number) =>
    colleague.exchange([colleague.edit(id, clientId, updateOf(state, clientId, setTo('city', `c${clientId}`)))])
  await write(901)
  await until('the lane brings news', () => heard > 0 || ended !== null)
  expect([ended, lane.open]).toEqual([null, true])
  link.swallowing = true
  await write(902)
  let deadAfterMs = 0
  while (ended === null && deadAfterMs < 60_000) {
    deadAfterMs += 500
    clock.advance(500)
    vi.advanceTimersByTime(500)
  }
  say(`found dead after ${deadAfterMs} ms`)
  expect(ended).toBe('silent')
  expect(deadAfterMs).toBeLessThanOrEqual(wireLimits.deadLinkMs)
  link.swallowing = false
  heard = 0
  await once(device)
  await lane.start()
  await write(903)
  await until('the next lane brings news', () => heard > 0)
  lane.stop()
})

test('[SYNC2] an answer that stops in the middle without a word is given up after 30 s, and asked for again', async () => {
  const device = await openDevice(0, link.origin)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  link.next = { way: 'down', afterBytes: 20_000, then: 'silence' }
  const before = link.silences
  let failed: unknown = null
  const going = once(device).catch((error: unknown) => {
    failed = error
  })
  const turns = async (isSo: () => boolean) => {
    for (const end = performance.now() + 20_000; !isSo() && performance.now() < end;)
      await new Promise((resolve) => setImmediate(resolve))
  }
  await turns(() => link.silences > before)
  // Whatever comes late, slow machine or not, begins the silence anew; so time passes bit by bit.
  let passedMs = 0
  for (; failed === null && passedMs < 90_000; passedMs += 1000) {
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(1000)
  }
  await turns(() => failed !== null)
  expect(failed).not.toBeNull()
  expect(passedMs).toBeGreaterThanOrEqual(30_000)
  await going
  vi.useRealTimers()
  await sync(device)
  expect((await listDocumentIds(device.store)).size).toBe(2 * customers)
})

test(`[SYNC2] [PUSH1] at 32 KB/s a snapshot of ${customers} customers arrives, and what takes longer than half a minute goes up`, async () => {
  const slow = await startLinkProxy(watched.server.port, { rttMs: 300, kbps: 256 })
  const device = await openDevice(0, `http://127.0.0.1:${slow.port}`)
  let begun = performance.now()
  await once(device)
  say(`snapshot in ${Math.round((performance.now() - begun) / 100) / 10} s`)
  expect((await listDocumentIds(device.store)).size).toBe(2 * customers)
  const random = seededRandom(seed)
  const documents = [...(await listDocumentIds(device.store))].slice(0, 75)
  const values = new Map<DocumentId, string>()
  for (const id of documents) {
    const { kind } = (await findDocument(device.store, id))!
    const text = Array.from({ length: 19_000 }, () => String.fromCodePoint(33 + Math.floor(random() * 90))).join('')
    await editText.on(device, id, kind === 'account' ? 'notes' : 'privateNotes', text, '')
    values.set(id, text)
  }
  begun = performance.now()
  await sync(device)
  const tookS = (performance.now() - begun) / 1000
  say(`${documents.length} notes up in ${Math.round(tookS)} s`)
  expect(tookS).toBeGreaterThan(30)
  expect(await device.store.outbox.where('state').anyOf('queued', 'sent', 'refused').count()).toBe(0)
  slow.close()
})

test(`[PUSH1] [SYNC2] ${resets} connections reset in the middle of requests and answers: nothing is lost, nothing happens twice`, async () => {
  say(`seed ${seed}, ${resets} resets`)
  const random = seededRandom(seed)
  const device = await openDevice(2, link.origin)
  await sync(device)
  const ids = [...(await listDocumentIds(device.store))].toSorted()
  const values: string[] = []
  const before = link.resets
  for (let tries = 0; link.resets - before < resets && tries < 5 * resets; tries++) {
    const id = ids[Math.floor(random() * ids.length)]!
    const { kind } = (await findDocument(device.store, id))!
    const value = `reset ${tries}`
    await editField.on(device, id, kind === 'account' ? 'city' : 'internalReference', value)
    values.push(value)
    const way = random() < 0.5 ? 'up' : 'down'
    link.next = { way, afterBytes: Math.floor(random() * 1500), then: 'reset' }
    await once(device).catch(() => undefined)
  }
  link.next = null
  await sync(device)
  const states = await device.store.outbox.toArray()
  takeBack()
  const { database, close } = await watched.open()
  const rows = await database.selectFrom('change').select('detail').execute()
  const documents = await database.selectFrom('document').select(['id', 'facts']).where('id', 'in', ids).execute()
  await close()
  const logged = new Map<string, number>()
  for (const row of rows) {
    const detail = JSON.parse(row.detail) as ActivityDetail
    if (detail.type === 'field') logged.set(detail.after, (logged.get(detail.after) ?? 0) + 1)
  }
  const wrong = values.filter((value) => logged.get(value) !== 1)
  say(`${values.length} edits over ${link.resets - before} resets: ${wrong.length} lost or twice`)
  expect(link.resets - before).toBeGreaterThanOrEqual(resets)
  expect(wrong).toEqual([])
  expect(states.filter(({ state }) => state === 'refused')).toEqual([])
  for (const { id, facts } of documents)
    expect(contentFingerprint(await localValues(device as never, id)), id).toBe(
      contentFingerprint(JSON.parse(facts) as DocumentValues),
    )
})
