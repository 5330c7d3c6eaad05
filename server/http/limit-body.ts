import { bodyLimit } from 'hono/body-limit'
import type { MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import type { AppEnvironment } from './app-environment.ts'

/** Refuses with `too-large` a body of more than `maxSize` bytes, as soon as it says so, otherwise when it gets there. */
export function limitBody(maxSize: number): MiddlewareHandler<AppEnvironment> {
  return bodyLimit({
    maxSize,
    onError: async (c) => {
      await letPass(c.req.raw.body, 2 * maxSize)
      throw new Refusal('too-large')
    },
  })
}

/** Reads and forgets: whoever is cut off while they are sending may never get the answer. Of what goes on and on only the beginning. */
async function letPass(body: ReadableStream<Uint8Array> | null, atMost: number): Promise<void> {
  if (!body || body.locked) return
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > atMost) return
  }
}
