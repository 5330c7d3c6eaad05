import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChangeId, DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { encodeFrames } from '#shared/protocol/frame.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { readMeta, writeMeta } from '#lib/local-store/local-store.ts'
import { addMany } from './crowd.ts'
import { helloOf, post, readFrames } from './raw-exchange.ts'
import { accountIdOf, dumpStore, localValues, outboxStates } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

/** Ids of everything the server sent that is on this device. */
async function received({ store }: TestDevice) {
  const keys = await Promise.all([store.relationships, store.documents, store.changes, store.accounts].map((table) => table.toCollection().primaryKeys()))
  return keys.map((ids) => ids.toSorted())
}

/** What another device of the same person has after a first sync: the truth to compare with. */
async function freshCopy(device: TestDevice): Promise<TestDevice> {
  const fresh = await pair.world.device(device.user.id)
  await fresh.sync()
  return fresh
}

/** One exchange whose answer ends early, as if it were whole. */
async function exchangeCutAt(device: TestDevice, part: number): Promise<void> {
  const request = device.request.bind(device)
  device.request = async (body) => {
    const bytes = new Uint8Array(await (await request(body)).arrayBuffer())
    return new Response(bytes.subarray(0, Math.floor(bytes.length * part)))
  }
  expect(await device.exchange(), 'no cursor came: it is not done').toMatchObject({ outcome: 'done', more: true })
  device.request = request
}

/** Records that no server knows, of every kind. */
async function plantGhosts({ store, ids }: TestDevice): Promise<void> {
  const relationship = (await store.relationships.toCollection().first())!
  const document = (await store.documents.toCollection().first())!
  const change = (await store.changes.toCollection().first())!
  await store.relationships.put({ ...relationship, id: ids.randomId() as RelationshipId, number: 1_000_000 })
  await store.documents.put({ ...document, id: ids.randomId() as DocumentId, number: 1_000_000 })
  await store.changes.put({ ...change, id: ids.randomId() as ChangeId, number: 1_000_000 })
}

describe('A snapshot', () => {
  test.each<[string, (device: TestDevice) => Promise<unknown>]>([
    ['no cursor', ({ store }) => writeMeta(store, { cursor: null })],
    ['a cursor of another past', ({ store, ids }) => writeMeta(store, { cursor: { number: 3, entryId: ids.randomId() } })],
    ['a cursor ahead of the server', ({ store, ids }) => writeMeta(store, { cursor: { number: 99_999, entryId: ids.randomId() } })],
    ['a cursor the server has pruned', ({ store }) => writeMeta(store, { cursor: { number: 0, entryId: '' } })],
  ])('[SYNC2][SYNC3] answers %s and replaces: what it didn’t name is gone, work that waits stays', async (_what, lose) => {
    const { msp } = pair
    await editField.on(msp, accountId, 'phone', 'sent before')
    await msp.sync()
    await plantGhosts(msp)
    await editField.on(msp, accountId, 'zip', 'waits')
    await lose(msp)
    await msp.sync()
    const fresh = await freshCopy(msp)
    expect(await received(msp)).toEqual(await received(fresh))
    expect(await localValues(msp, accountId)).toEqual(await localValues(fresh, accountId))
    expect(await localValues(msp, accountId)).toMatchObject({ phone: 'sent before', zip: 'waits' })
    expect(await readMeta(msp.store, 'cursor')).toEqual(await readMeta(fresh.store, 'cursor'))
    expect(new Set(await outboxStates(msp))).toEqual(new Set(['settled']))
  })

  test('[SYNC3] a cursor the server knows gets only what is new', async () => {
    const { msp } = pair
    const { frames } = await post(msp, [await helloOf(msp)])
    expect(frames.map((frame) => frame.type)).toEqual(['cursor'])
  })

  test('[SYNC2] cut anywhere, it goes on to be whole; until then nothing that was here is lost', async () => {
    const { world, msp } = pair
    await addMany(msp, 250)
    const device = await freshCopy(msp)
    const whole = await received(device)
    for (const part of [0.2, 0.5, 0.8, 0.98]) {
      await writeMeta(device.store, { cursor: null })
      await exchangeCutAt(device, part)
      expect(await received(device)).toEqual(whole)
      expect(await readMeta(device.store, 'cursor')).toBeNull()
      await device.sync()
      expect(await received(device)).toEqual(whole)
    }
    const empty = await world.device(msp.user.id)
    await exchangeCutAt(empty, 0.8)
    expect(await empty.store.relationships.count(), 'pages that came are kept').toBe(251)
    await empty.sync()
    expect(await received(empty)).toEqual(whole)
  })

  test('[SYNC2] what changes while it is read arrives with the news after it', async () => {
    const { msp, customer } = pair
    const device = await pair.world.device(msp.user.id)
    const request = device.request.bind(device)
    device.request = async (body) => {
      const response = await request(body)
      device.request = request
      await editField.on(customer, accountId, 'phone', 'changed meanwhile')
      await customer.sync()
      return response
    }
    await device.sync()
    await device.sync()
    expect((await localValues(device, accountId))['phone']).toBe('changed meanwhile')
    expect((await device.store.changes.toArray()).some(({ detail }) => detail.type === 'field')).toBe(true)
  })
})

describe('News', () => {
  test('[SYNC2] longer than a page are stored page by page; a cut costs only the page it hit', async () => {
    const { msp } = pair
    const stale = await freshCopy(msp)
    await addMany(msp, 200)
    const before = (await readMeta(stale.store, 'cursor'))!.number
    const head = (await readMeta(msp.store, 'cursor'))!.number
    expect(head - before).toBeGreaterThan(wireLimits.pageSize)
    stale.fault = 'answer-cut'
    await expect(stale.exchange()).rejects.toThrow('wire')
    stale.fault = 'none'
    await stale.sync()
    expect(await received(stale)).toEqual(await received(msp))
    expect((await readMeta(stale.store, 'cursor'))!.number).toBe(head)
  })

  test('[SYNC2] that there is nothing new costs a few bytes, whatever the number of customers', async () => {
    const { msp } = pair
    const [few, request] = [await post(msp, [await helloOf(msp)]), encodeFrames([await helloOf(msp)])]
    await addMany(msp, 200)
    await msp.sync()
    const [many, later] = [await post(msp, [await helloOf(msp)]), encodeFrames([await helloOf(msp)])]
    expect(few.bytes.length).toBeLessThan(120)
    expect(Math.abs(many.bytes.length - few.bytes.length), 'the feed’s number may be a byte or two longer').toBeLessThanOrEqual(4)
    expect(Math.abs(later.length - request.length)).toBeLessThanOrEqual(2)
  })

  test('[SYNC2] of one edit cost one update, not the document and not the list', async () => {
    const { msp, customer } = pair
    await addMany(msp, 20)
    await editField.on(customer, accountId, 'phone', '+49 1')
    await customer.sync()
    const { frames, bytes } = await post(msp, [await helloOf(msp)])
    expect(frames.map((frame) => frame.type).toSorted()).toEqual(['change', 'cursor', 'relationship', 'update'])
    expect(bytes.length).toBeLessThan(2000)
  })

  test('[DOC7] compressed as one stream they say the same', async () => {
    const { world, msp } = pair
    const body = encodeFrames([await helloOf(msp, { cursor: null })]) as Uint8Array<ArrayBuffer>
    const headers = { cookie: `tandem_session=${msp.token}` }
    const plain = await world.app.request('/api/sync', { method: 'POST', headers, body })
    const packed = await world.app.request('/api/sync', { method: 'POST', headers: { ...headers, 'accept-encoding': 'br, gzip' }, body })
    expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'gzip'])
    const unpacked = gunzipSync(new Uint8Array(await packed.arrayBuffer()))
    expect(readFrames(new Uint8Array(unpacked))).toEqual(readFrames(new Uint8Array(await plain.arrayBuffer())))
  })

  test('[SYNC3][SYNC2] an update of a document that isn’t here is not guessed at: the device asks for a snapshot', async () => {
    const { msp, customer } = pair
    await msp.store.documents.delete(accountId)
    await editField.on(customer, accountId, 'phone', '+49 1')
    await customer.sync()
    await expect(msp.exchange()).rejects.toThrow()
    expect(await readMeta(msp.store, 'cursor')).toBeNull()
    await msp.sync()
    expect((await localValues(msp, accountId))['phone']).toBe('+49 1')
  })

  test('[SYNC2] syncing again changes nothing on the device', async () => {
    const { msp } = pair
    const before = await dumpStore(msp)
    await msp.sync()
    expect(await dumpStore(msp)).toBe(before)
  })
})
