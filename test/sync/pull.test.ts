import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newRelationshipId } from '#shared/domain/id-families.ts'
import type { ChangeId, DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { encodeFrames } from '#shared/protocol/frame.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { readMeta, writeMeta } from '#lib/local-store/local-store.ts'
import { unpackFrames } from '../support/unpack-frames.ts'
import { helloOf, post } from './raw-exchange.ts'
import { accountIdOf, dumpStore, localValues, outboxStates, receivedIds } from './read-world.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'
import {
  findDocument,
  listRelationshipIds,
  putChanges,
  putDocuments,
  putRelationships,
  readAllChanges,
  readAllRelationships,
  removeDocuments,
} from './stored.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

/** What another device of the same person has after a first sync: the truth to compare with. */
async function freshCopy(device: TestDevice): Promise<TestDevice> {
  const fresh = await pair.world.device(device.user.id)
  await fresh.sync()
  return fresh
}

/** Records that no server knows, of every kind. */
async function plantGhosts({ store, ids }: TestDevice): Promise<void> {
  const relationship = (await readAllRelationships(store))[0]!
  const document = (await findDocument(store, relationship.accountDocumentId))!
  const change = (await readAllChanges(store))[0]!
  const ghost = newRelationshipId(ids)
  await putRelationships(store, [{ ...relationship, id: ghost, number: 1_000_000 }])
  await putDocuments(store, [
    { ...document, id: ids.randomId() as DocumentId, relationshipId: ghost, number: 1_000_000 },
  ])
  const relationshipId = ids.randomId() as RelationshipId
  await putChanges(store, [{ ...change, relationshipId, id: ids.randomId() as ChangeId, number: 1_000_000 }])
}

describe('A snapshot', () => {
  test.each<[string, (device: TestDevice) => Promise<unknown>]>([
    ['no cursor', ({ store }) => writeMeta(store, { cursor: null })],
    [
      'a cursor of another past',
      ({ store, ids }) => writeMeta(store, { cursor: { number: 3, entryId: ids.randomId() } }),
    ],
    [
      'a cursor ahead of the server',
      ({ store, ids }) => writeMeta(store, { cursor: { number: 99_999, entryId: ids.randomId() } }),
    ],
    ['a cursor the server has pruned', ({ store }) => writeMeta(store, { cursor: { number: 0, entryId: '' } })],
  ])(
    '[SYNC2][SYNC3] answers %s and replaces: what it didn’t name is gone, work that waits stays',
    async (_what, lose) => {
      const { msp } = pair
      await editField.on(msp, accountId, 'phone', 'sent before')
      await msp.sync()
      await plantGhosts(msp)
      await editField.on(msp, accountId, 'zip', 'waits')
      await lose(msp)
      await msp.sync()
      const fresh = await freshCopy(msp)
      expect(await receivedIds(msp)).toEqual(await receivedIds(fresh))
      expect(await localValues(msp, accountId)).toEqual(await localValues(fresh, accountId))
      expect(await localValues(msp, accountId)).toMatchObject({ phone: 'sent before', zip: 'waits' })
      expect(await readMeta(msp.store, 'cursor')).toEqual(await readMeta(fresh.store, 'cursor'))
      expect(new Set(await outboxStates(msp))).toEqual(new Set(['settled']))
    },
  )

  test('[SYNC3] a cursor the server knows gets only what is new', async () => {
    const { msp } = pair
    const { frames } = await post(msp, [await helloOf(msp)])
    expect(frames.map((frame) => frame.type)).toEqual(['cursor'])
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
    expect((await readAllChanges(device.store)).some(({ detail }) => detail.type === 'field')).toBe(true)
  })
})

describe('News', () => {
  test('[SYNC4] after a change of access the device is told all it may hold, and drops the rest, feed or no feed', async () => {
    const { world, msp } = pair
    await plantGhosts(msp)
    await msp.sync()
    expect((await listRelationshipIds(msp.store)).size, 'nothing changed: nothing is told').toBe(2)
    await world.database.updateTable('user').set({ access_version: 9 }).where('id', '=', msp.user.id).execute()
    const { frames } = await post(msp, [await helloOf(msp)])
    expect(frames.map((frame) => frame.type)).toEqual(['visible', 'cursor'])
    await msp.sync()
    expect(await receivedIds(msp)).toEqual(await receivedIds(await freshCopy(msp)))
    expect(await readMeta(msp.store, 'accessVersion')).toBe(9)
    expect((await post(msp, [await helloOf(msp)])).frames.map((frame) => frame.type)).toEqual(['cursor'])
  })

  test('[SYNC2] of one edit cost one update, not the document and not the list', async () => {
    const { msp, customer } = pair
    await editField.on(customer, accountId, 'phone', '+49 1')
    await customer.sync()
    const { frames, bytes } = await post(msp, [await helloOf(msp)])
    expect(frames.map((frame) => frame.type).toSorted()).toEqual(['cursor', 'edit'])
    expect(bytes.length).toBeLessThan(500)
  })

  test.each([
    ['gzip', gunzipSync],
    ['zstd', zstdDecompressSync],
  ])('[DOC7] compressed with %s as one stream they say the same', async (encoding, unpack) => {
    const { world, msp } = pair
    const body = encodeFrames([await helloOf(msp, { cursor: null })]) as Uint8Array<ArrayBuffer>
    const headers = { cookie: `tandem_session=${msp.token}` }
    const plain = await world.app.request('/api/sync', { method: 'POST', headers, body })
    const plainBytes = new Uint8Array(await plain.arrayBuffer())
    const packed = await world.app.request('/api/sync', {
      method: 'POST',
      headers: { ...headers, 'accept-encoding': `br, ${encoding}` },
      body,
    })
    expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, encoding])
    const unpacked = unpack(new Uint8Array(await packed.arrayBuffer()))
    expect(unpackFrames(new Uint8Array(unpacked))).toEqual(unpackFrames(plainBytes))
  })

  test('[SYNC3][SYNC2] an update of a document that isn’t here is not guessed at: the device asks for a snapshot', async () => {
    const { msp, customer } = pair
    await removeDocuments(msp.store, [accountId])
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
