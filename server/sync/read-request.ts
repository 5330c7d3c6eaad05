/**
 * A request's body becomes a hello and items. What the bytes would come to is counted before anything is made of
 * them: four million empty frames keep the event loop for seconds.
 */
import { Refusal } from '#shared/domain/refusal.ts'
import { LongPageError, PageError } from '#shared/protocol/columns.ts'
import { countValues, ValueError } from '#shared/protocol/count-values.ts'
import { FrameError, FrameReader, TooManyFramesError } from '#shared/protocol/frame.ts'
import {
  helloSchema,
  mostKinds,
  readItems,
  type Hello,
  type Item,
  type UnreadableItem,
} from '#shared/protocol/request.ts'
import { protocolOf, protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { giveWay } from '../database/give-way.ts'

export interface Exchange {
  hello: Hello
  items: (Item | UnreadableItem)[]
}

/** Throws Refusal: malformed, too-large, update-needed, server-older, signed-out when the store is somebody else's (DEV1). */
export async function readRequest(body: Uint8Array, access: Access): Promise<Exchange> {
  try {
    const [first, ...pages] = readFrames(body)
    const hello = readHello(first, access)
    const items: Exchange['items'] = []
    for (const page of pages) {
      items.push(...readItems([page], wireLimits.itemsPerExchange - items.length))
      await giveWay()
    }
    return { hello, items }
  } catch (error) {
    throw asRefusal(error)
  }
}

function readHello(value: unknown, access: Access): Hello {
  const protocol = protocolOf(value) ?? protocolVersion
  if (protocol !== protocolVersion) throw new Refusal(protocol < protocolVersion ? 'update-needed' : 'server-older')
  const hello = helloSchema.safeParse(value)
  if (!hello.success) throw new Refusal('malformed')
  if (hello.data.userId !== access.userId) throw new Refusal('signed-out')
  return hello.data
}

/** A hello names its few fields and twice each kind of record, a page its own; what is in a page is counted with its columns. */
const valuesPerFrame = 2 * mostKinds + 50

function readFrames(body: Uint8Array): unknown[] {
  const reader = new FrameReader(wireLimits.requestBytes, {
    frames: wireLimits.itemsPerExchange + 1,
    check: (frame) => countValues(frame, valuesPerFrame),
  })
  const values = reader.push(body)
  if (reader.unfinished) throw new FrameError('message ends inside a frame')
  return values
}

function asRefusal(error: unknown): unknown {
  if (error instanceof LongPageError || error instanceof TooManyFramesError) return new Refusal('too-large')
  if (error instanceof ValueError) return new Refusal(error.tooLarge ? 'too-large' : 'malformed')
  return error instanceof PageError || error instanceof FrameError ? new Refusal('malformed') : error
}
