import { afterEach, beforeEach, expect, test } from 'vitest'
import { newRelationshipId } from '#shared/domain/id-families.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { encodeRequest } from '#shared/protocol/request.ts'
import { decodeFrames, encodeFrames } from '#shared/protocol/frame.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { readMeta } from '#lib/local-store/local-store.ts'
import { findRelationship, putRelationships, removeDocuments } from './stored.ts'
import { FrameApplier } from '#lib/sync/apply-frames.ts'
import { readFrame } from '#lib/sync/read-frame.ts'
import { helloOf, post } from './raw-exchange.ts'
import { accountIdOf, localValues, receivedIds } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair
let accountId: DocumentId
/** New, of the MSP: its first sync is cut. */
let device: TestDevice
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
  device = await pair.world.device(pair.msp.user.id)
})
afterEach(() => pair.world.close())

/** What a frame is of: its type, or of records their kind. */
const nameOf = (frame: Frame) => (frame.type === 'records' ? frame.kind : frame.type)

/** One exchange of which nothing comes behind the first frame of a name; resolves to the names that came. */
async function cutBehind(name: string): Promise<string[]> {
  const request = device.request.bind(device)
  let came: Frame[] = []
  device.request = async (body) => {
    const all = decodeFrames(
      new Uint8Array(await (await request(body)).arrayBuffer()),
      wireLimits.requestBytes,
    ) as Frame[]
    came = all.slice(0, 1 + all.findIndex((frame) => nameOf(frame) === name))
    const half = new Uint8Array([...encodeFrames(came), 200])
    return new Response(half)
  }
  await expect(device.exchange()).rejects.toThrow('without its end')
  device.request = request
  return came.map(nameOf)
}

/** What the device would get now. */
const typesOf = async () => {
  const resume = await readMeta(device.store, 'resume')
  const { frames } = await post(device, [await helloOf(device, resume ? { resume: resume.place } : {})])
  return frames.map((frame) => (frame.type === 'snapshot-begin' && frame.resumed ? 'resumed' : frame.type))
}

test('[FD6][SYNC7] a cut first sync goes on behind the last page that came, and brings nothing twice', async () => {
  expect(await cutBehind('relationship')).toEqual(['snapshot-begin', 'relationship'])
  expect(await typesOf()).not.toContain('relationship')
  expect((await typesOf())[0]).toBe('resumed')
  await device.sync()
  expect(await receivedIds(device)).toEqual(await receivedIds(pair.msp))
  expect([await readMeta(device.store, 'resume'), await readMeta(device.store, 'generation')]).toEqual([null, 1])
})

test('[FD6][SYNC7] what changes between its pieces shows in the list as in the account', async () => {
  await cutBehind('relationship')
  pair.world.clock.advance(60_000)
  await editField.on(pair.customer, accountId, 'companyName', 'Renamed meanwhile')
  await pair.customer.sync()
  // The rest of the snapshot, and the news since it began, in one exchange.
  await device.sync()
  await pair.msp.sync()
  expect((await localValues(device, accountId))['companyName']).toBe('Renamed meanwhile')
  const [here, there] = await Promise.all(
    [device, pair.msp].map(({ store }) => findRelationship(store, pair.relationshipId)),
  )
  expect(here!.facts).toEqual(there!.facts)
  expect(here!.modifiedAt).toBe(there!.modifiedAt)
  expect(await receivedIds(device)).toEqual(await receivedIds(pair.msp))
})

test('[FD6][SYNC4][SYNC7] whose access changed between its pieces begins anew, and first of all lets go of what is no longer theirs', async () => {
  await cutBehind('document')
  expect(await findRelationship(device.store, pair.relationshipId)).toBeDefined()
  await decide.on(pair.msp, 'delink-customer', pair.relationshipId)
  await pair.msp.sync()
  await pair.customer.sync()
  await decide.on(pair.customer, 'accept-delink', pair.relationshipId)
  await pair.customer.sync()
  expect(await cutBehind('visible')).toEqual(['snapshot-begin', 'visible'])
  expect((await receivedIds(device)).flat()).toEqual([])
  expect(await typesOf()).not.toContain('visible')
  await device.sync()
  await device.sync()
  await pair.msp.sync()
  expect(await receivedIds(device)).toEqual(await receivedIds(pair.msp))
})

test('[FD6][SYNC4][SYNC7] whoever may see more than before gets all of it, though the first try is cut behind what they may keep', async () => {
  await device.sync()
  await device.sync()
  const more = { access_version: 9, whole_version: 9 }
  await pair.world.database.updateTable('user').set(more).where('id', '=', device.user.id).execute()
  await removeDocuments(device.store, [accountId])
  expect(await cutBehind('visible')).toEqual(['snapshot-begin', 'visible'])
  expect(await typesOf()).toContain('document')
  await device.sync()
  await pair.msp.sync()
  expect(await receivedIds(device)).toEqual(await receivedIds(pair.msp))
  expect(await readMeta(device.store, 'accessVersion')).toBe(9)
})

test.each<[string, (place: string) => string | Promise<string>]>([
  ['no place', () => 'nonsense'],
  ['a place of another server', (place) => place.replace(/^\S+/, 'elsewhere')],
  ['a place of other rights', (place) => place.replace(/^(\S+) \d+/, '$1 77')],
  ['a place in another past', (place) => place.replace(/^(\S+ \S+) \d+/, '$1 9999')],
  ['a place in a kind that isn’t read', (place) => place.replace(/^(\S+ \S+ \S+ \S+) \S+/, '$1 no-kind')],
  [
    'a place from before the server’s start',
    async (place) => {
      await pair.world.restartServer()
      return place
    },
  ],
])('[SYNC7] %s is nothing to go on from: all comes from the beginning', async (_what, change) => {
  await cutBehind('relationship')
  const { place } = (await readMeta(device.store, 'resume'))!
  const { frames } = await post(device, [await helloOf(device, { resume: await change(place) })])
  expect(frames[0]).toMatchObject({ type: 'snapshot-begin' })
  expect(frames[0]).not.toHaveProperty('resumed')
  expect(frames.map(({ type }) => type)).toContain('relationship')
})

test('[FD6][SYNC4][SYNC7] on a cut link the list of what may be held comes in slices, and goes on behind the last that was stored', async () => {
  for (let count = 0; count < 12; count++)
    await addCustomer.on(pair.msp, { ...acme, workEmail: `c${count}@acme.example`, companyName: `Company ${count}` })
  await pair.msp.sync()
  await device.sync()
  await device.sync()
  const { world } = pair
  const [ghost, kept] = [newRelationshipId(world.ids), await receivedIds(device)]
  const record = (await findRelationship(device.store, pair.relationshipId))!
  await putRelationships(device.store, [{ ...record, id: ghost }])
  await world.database.updateTable('user').set({ access_version: 9 }).where('id', '=', device.user.id).execute()
  const ask = async () => {
    const resume = await readMeta(device.store, 'resume')
    const hello = await helloOf(device, { page: 1, ...(resume && { resume: resume.place }) })
    const response = await device.request(encodeRequest(hello, []))
    return decodeFrames(new Uint8Array(await response.arrayBuffer()), wireLimits.requestBytes) as Frame[]
  }
  const whole = await ask()
  expect(whole.map(({ type }) => type)).toEqual([...Array(3).fill(['visible', 'cursor']).flat(), 'visible', 'cursor'])
  for (let left = 4; left > 0; left--) {
    const frames = await ask()
    expect(frames.filter(({ type }) => type === 'visible')).toHaveLength(left)
    const applier = new FrameApplier(device, () => undefined)
    for (const frame of frames.slice(0, 2)) await applier.take(readFrame(frame)!)
    expect(await readMeta(device.store, 'accessVersion')).toBe(left > 1 ? 1 : 9)
  }
  expect(await receivedIds(device)).toEqual(kept)
  expect(await readMeta(device.store, 'resume')).toBeNull()
})
