/**
 * A request's body becomes a hello and items. What the bytes would come to is counted before anything is made of
 * them: four million empty frames, or one object of 300,000 keys, keep the event loop for seconds.
 */
import { Refusal } from '#shared/domain/refusal.ts'
import { decodeFrames, FrameError } from '#shared/protocol/frame.ts'
import { helloSchema, readItem, type Hello, type Item, type UnreadableItem } from '#shared/protocol/request.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { giveWay } from '../database/give-way.ts'

export interface Exchange {
  hello: Hello
  items: (Item | UnreadableItem)[]
}

/** Throws Refusal: malformed, too-large, update-needed, signed-out when the store is somebody else's (DEV1). */
export async function readRequest(body: Uint8Array, access: Access): Promise<Exchange> {
  const [first, ...rest] = await readFrames(body)
  if (isOtherVersion(first)) throw new Refusal('update-needed')
  const hello = helloSchema.safeParse(first)
  if (!hello.success) throw new Refusal('malformed')
  if (hello.data.userId !== access.userId) throw new Refusal('signed-out')
  const items: Exchange['items'] = []
  for (const value of rest) {
    await giveWay()
    const item = readItem(value)
    if (item === null) throw new Refusal('malformed')
    items.push(item)
  }
  return { hello: hello.data, items }
}

function isOtherVersion(value: unknown): boolean {
  const protocol = typeof value === 'object' && value !== null && 'protocol' in value ? value.protocol : undefined
  return typeof protocol === 'number' && protocol !== protocolVersion
}

async function readFrames(body: Uint8Array): Promise<unknown[]> {
  try {
    const values: unknown[] = []
    for (const end of new Survey(body).frameEnds()) {
      values.push(...decodeFrames(body.subarray(end.from, end.to), wireLimits.requestBytes))
      await giveWay()
    }
    return values
  } catch (error) {
    throw error instanceof FrameError ? new Refusal('malformed') : error
  }
}

/** In one request. Notes of 20,000 pieces, erased at once, name eight values a piece. */
const mostValues = 250_000
const mostKeys = 100
const deepest = 16

/** Walks over frames in lib0's `any` encoding without making anything of them. Throws Refusal: malformed, too-large. */
class Survey {
  private readonly bytes: Uint8Array
  private at = 0
  private values = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  frameEnds(): { from: number; to: number }[] {
    const frames: { from: number; to: number }[] = []
    while (this.at < this.bytes.length) {
      if (frames.length > wireLimits.itemsPerExchange) throw new Refusal('too-large')
      const from = this.at
      const length = this.count()
      const to = this.at + length
      this.value(0)
      if (this.at !== to) throw new Refusal('malformed')
      frames.push({ from, to })
    }
    return frames
  }

  private value(depth: number): void {
    if (++this.values > mostValues) throw new Refusal('too-large')
    if (depth > deepest) throw new Refusal('malformed')
    const type = this.bytes[this.at++]
    if (type === 125) this.count()
    else if (type === 124) this.skip(4)
    else if (type === 123 || type === 122) this.skip(8)
    else if (type === 119 || type === 116) this.skip(this.count())
    else if (type === 118) {
      const keys = this.count()
      if (keys > mostKeys) throw new Refusal('too-large')
      for (let key = 0; key < keys; key++) {
        this.skip(this.count())
        this.value(depth + 1)
      }
    } else if (type === 117) for (let left = this.count(); left > 0; left--) this.value(depth + 1)
    else if (type === undefined || type < 116 || type > 127) throw new Refusal('malformed')
  }

  private skip(bytes: number): void {
    this.at += bytes
    if (this.at > this.bytes.length) throw new Refusal('malformed')
  }

  /** A number of seven bits a byte. Of a signed one only the length is right, which is enough to walk on. */
  private count(): number {
    let number = 0
    for (let factor = 1, read = 0; read < 8; factor *= 128, read++) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) break
      number += (byte & 0x7f) * factor
      if (byte < 0x80) return number
    }
    throw new Refusal('malformed')
  }
}
