import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { encodeFrames } from '#shared/protocol/frame.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { helloOf } from './raw-exchange.ts'
import { openPair, type Pair, type TestDevice } from './world.ts'

let pair: Pair | undefined
afterEach(async () => {
  await pair?.world.close()
  pair = undefined
})

async function postPacked(device: TestDevice, body: Uint8Array): Promise<{ status: number; text: string }> {
  const response = await device.request(body, { 'content-encoding': 'gzip' })
  return { status: response.status, text: response.ok ? '' : await response.text() }
}

test('[SYNC2] a compressed request is read like a plain one', async () => {
  pair = await openPair()
  const hello = encodeFrames([await helloOf(pair.msp)])
  expect((await postPacked(pair.msp, gzipSync(hello))).status).toBe(200)
})

test('[PUSH3] a compression bomb is refused at the limit, and noise that claims to be compressed is malformed', async () => {
  pair = await openPair()
  const bomb = gzipSync(new Uint8Array(wireLimits.requestBytes + 1))
  expect(bomb.length).toBeLessThan(20_000)
  expect(await postPacked(pair.msp, bomb)).toMatchObject({
    status: 413,
    text: expect.stringContaining('too-large') as string,
  })
  expect(await postPacked(pair.msp, new Uint8Array(50).fill(7))).toMatchObject({
    status: 400,
    text: expect.stringContaining('malformed') as string,
  })
})
