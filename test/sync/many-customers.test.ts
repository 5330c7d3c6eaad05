import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeFrames } from '#shared/protocol/frame.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { readMeta, writeMeta } from '#lib/local-store/local-store.ts'
import { helloOf, post } from './raw-exchange.ts'
import { receivedIds } from './read-world.ts'
import { acme, openPair, type Pair, type TestDevice } from './world.ts'
import { listRelationshipIds } from './stored.ts'

const many = 300

let pair: Pair
/** Synced while there was one customer. */
let stale: TestDevice
/** What that there was nothing new cost then, bytes down and up. */
let costOfNothing: [down: number, up: number]
beforeAll(async () => {
  pair = await openPair()
  const { world, msp } = pair
  stale = await world.device(msp.user.id)
  await stale.sync()
  costOfNothing = await nothingNew()
  for (let index = 0; index < many; index++) {
    const companyName = `Company ${index}`
    await addCustomer.on(msp, { ...acme, managementType: 'fully', companyName, workEmail: `c${index}@many.example` })
  }
  await msp.sync()
})
afterAll(() => pair.world.close())

async function nothingNew(): Promise<[down: number, up: number]> {
  const hello = await helloOf(pair.msp)
  const { frames, bytes } = await post(pair.msp, [hello])
  expect(frames.map((frame) => frame.type)).toEqual(['cursor'])
  return [bytes.length, encodeFrames([hello]).length]
}

async function freshDevice(): Promise<TestDevice> {
  return pair.world.device(pair.msp.user.id)
}

/** One exchange whose answer ends early, as if it were whole. */
async function exchangeCutAt(device: TestDevice, part: number): Promise<void> {
  const request = device.request.bind(device)
  device.request = async (body) => {
    const bytes = new Uint8Array(await (await request(body)).arrayBuffer())
    return new Response(bytes.subarray(0, Math.floor(bytes.length * part)))
  }
  // Where a frame was cut the device notices; between two frames it can't.
  await device.exchange().catch((error: unknown) => expect(String(error)).toContain('without its end'))
  device.request = request
}

test('[SYNC2] that there is nothing new costs a few bytes, whatever the number of customers', async () => {
  const [down, up] = await nothingNew()
  expect(down).toBeLessThan(120)
  // Only the feed's number may have become a byte or two longer.
  expect(Math.abs(down - costOfNothing[0])).toBeLessThanOrEqual(4)
  expect(Math.abs(up - costOfNothing[1])).toBeLessThanOrEqual(2)
})

test('[SYNC2] news longer than a page are stored page by page; a cut costs only the page it hit', async () => {
  const before = (await readMeta(stale.store, 'cursor'))!.number
  const head = (await readMeta(pair.msp.store, 'cursor'))!.number
  expect(head - before).toBeGreaterThan(wireLimits.newsPageSize)
  await exchangeCutAt(stale, 0.9)
  expect((await readMeta(stale.store, 'cursor'))!.number).toBe(before + wireLimits.newsPageSize)
  await stale.sync()
  expect(await receivedIds(stale)).toEqual(await receivedIds(pair.msp))
  expect((await readMeta(stale.store, 'cursor'))!.number).toBe(head)
})

test('[SYNC2] a first sync that is cut keeps the pages that came, and goes on to be whole', async () => {
  const device = await freshDevice()
  await exchangeCutAt(device, 0.8)
  expect((await listRelationshipIds(device.store)).size).toBe(many + 1)
  await device.sync()
  expect(await receivedIds(device)).toEqual(await receivedIds(pair.msp))
})

test('[SYNC2][SYNC3] a snapshot that is cut anywhere takes nothing away that was here', async () => {
  const device = await freshDevice()
  await device.sync()
  const whole = await receivedIds(device)
  for (const part of [0.2, 0.5, 0.98]) {
    await writeMeta(device.store, { cursor: null })
    await exchangeCutAt(device, part)
    expect(await receivedIds(device)).toEqual(whole)
    expect(await readMeta(device.store, 'cursor')).toBeNull()
  }
  await device.sync()
  expect(await receivedIds(device)).toEqual(whole)
})
