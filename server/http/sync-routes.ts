/**
 * The wire of sync: one exchange per request, and the live lane. Bodies are frames; answers are compressed
 * as one stream, never record by record (DOC7).
 */
import { pipeline, Readable, type Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { constants, createGzip, createZstdCompress, gunzip } from 'node:zlib'
import { upgradeWebSocket } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import { encodePage } from '#shared/protocol/columns.ts'
import { encodeFrame, encodeFrames } from '#shared/protocol/frame.ts'
import type { Hello } from '#shared/protocol/request.ts'
import { answerColumns, type Frame } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { loadSessionAccess, type Access } from '../auth/access.ts'
import type { RateLimits } from '../auth/rate-limit.ts'
import { errorFacts } from '../log.ts'
import type { Services } from '../services.ts'
import type { LiveHub } from '../sync/live-hub.ts'
import { OpenExchanges, type OpenExchange } from '../sync/open-exchanges.ts'
import { hasPast, pull } from '../sync/pull.ts'
import { push, putOff, type Pushed } from '../sync/push.ts'
import { readRequest } from '../sync/read-request.ts'
import type { AppEnvironment } from './app-environment.ts'
import { HttpWire } from './http-wire.ts'
import { limitBody } from './limit-body.ts'
import { requireSession } from './require-session.ts'

export const framesType = 'application/x-tandem-frames'

/** `limits`: how often one person may ask; without them as often as they like. */
export function syncRoutes(
  services: Services,
  hub: LiveHub,
  limits?: Pick<RateLimits, 'exchange'>,
): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const exchanges = new OpenExchanges(services)
  const { spending } = hub
  // Who asks and how often comes first: a body is only kept in memory for somebody who is let in.
  const letIn: MiddlewareHandler<AppEnvironment> = async (c, next) => {
    await limits?.exchange.consume(c.get('access').userId)
    spending?.require(c.get('access'))
    const wire = new HttpWire(c)
    const exchange = exchanges.begin({ access: c.get('access'), sessionId: c.get('sessionId') }, wire)
    wire.onClosed(() => exchange.end())
    c.set('exchange', { open: exchange, wire })
    await next()
    if (!wire.answer) exchange.end()
  }
  routes.post('/api/sync', requireSession(services), letIn, limitBody(wireLimits.requestBytes), async (c) => {
    const body = await unpack(new Uint8Array(await c.req.arrayBuffer()), c.req.header('content-encoding'))
    const access = c.get('access')
    const sessionId = c.get('sessionId')
    const { open, wire } = c.get('exchange')
    const { hello, items } = await readRequest(body, access)
    spending?.add(access, { bytes: body.length, items: items.length })
    open.isOf(hello.storeId)
    const known = items.length === 0 || (await hasPast(services, access, hello))
    const pushed = known ? await push(services, { access, sessionId, spending }, hello, items) : putOff(items)
    const { encoding, stream } = compress(
      Readable.from(answer(services, open, hello, pushed)),
      c.req.header('accept-encoding') ?? '',
    )
    wire.answersWith(stream)
    c.header('Content-Type', framesType)
    if (encoding) c.header('Content-Encoding', encoding)
    return c.body(Readable.toWeb(stream) as ReadableStream)
  })
  routes.get(
    '/ws',
    requireSession(services),
    async (c, next) => {
      await limits?.exchange.consume(c.get('access').userId)
      await next()
    },
    upgradeWebSocket((c) => {
      const access = c.get('access') as Access
      const sessionId = c.get('sessionId') as string
      let joined: ReturnType<LiveHub['join']> | null = null
      const pushFailed = (error: unknown) => services.log.error(errorFacts(error), 'a push on the live lane failed')
      return {
        onOpen(_event, socket) {
          if (!hub.hasRoomFor(access.userId)) return socket.close(4429)
          const bufferedBytes = () => (socket.raw as WebSocket | undefined)?.bufferedAmount ?? 0
          const send = (bytes: Uint8Array) => socket.send(bytes as Uint8Array<ArrayBuffer>)
          const close = (code: number) => socket.close(code)
          const cut = () => (socket.raw as { terminate?(): void } | undefined)?.terminate?.()
          joined = hub.join({ send, bufferedBytes, close, cut }, access, sessionId)
        },
        onMessage({ data }) {
          if (data instanceof ArrayBuffer) joined?.pushed(new Uint8Array(data)).catch(pushFailed)
          else joined?.received(typeof data === 'string' ? data : '')
        },
        onClose: () => joined?.left(),
        onError: () => joined?.left(),
      }
    }),
  )
  return routes
}

const gunzipBytes = promisify(gunzip)

/** The body as it was before compression; a bomb is refused at the limit, not after. Throws Refusal: too-large, malformed. */
async function unpack(body: Uint8Array, encoding: string | undefined): Promise<Uint8Array> {
  if (encoding !== 'gzip') return body
  try {
    return await gunzipBytes(body, { maxOutputLength: wireLimits.requestBytes })
  } catch (error) {
    throw new Refusal((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'malformed')
  }
}

async function* answer(
  services: Services,
  exchange: OpenExchange,
  hello: Hello,
  pushed: Pushed,
): AsyncGenerator<Uint8Array> {
  const ask = async () => {
    const access = await loadSessionAccess(services.database, services.clock, exchange.sessionId)
    exchange.answering ??= access?.accessVersion ?? null
    return access
  }
  if (pushed.answers.length > 0)
    yield encodeFrame({ type: 'answers', page: encodePage(answerColumns, pushed.answers) } satisfies Frame)
  for await (const frames of pull(services, ask, hello, pushed.kept)) yield encodeFrames(frames)
}

/**
 * The whole answer as one stream, so that every page is packed knowing the ones before it (DOC7). Each leaves whole: of
 * what a packer would hold back a link that is cut brings nothing (SYNC7).
 */
function compress(frames: Readable, accepted: string): { encoding: string | null; stream: Readable } {
  const packers: [string, () => Duplex][] = [
    ['zstd', () => createZstdCompress({ params: zstdParameters, flush: constants.ZSTD_e_flush })],
    ['gzip', () => createGzip({ level: constants.Z_BEST_SPEED + 3, flush: constants.Z_SYNC_FLUSH })],
  ]
  const packer = packers.find(([name]) => accepted.includes(name))
  if (!packer) return { encoding: null, stream: frames }
  return { encoding: packer[0], stream: pipeline(frames, packer[1](), () => undefined) }
}

const zstdParameters = {
  [constants.ZSTD_c_compressionLevel]: 1,
  /** 8 MB, the most that browsers take: names in the rows are found again in the documents. */
  [constants.ZSTD_c_windowLog]: 23,
}
