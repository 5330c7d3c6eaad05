/** The real wire: `POST /api/sync` and the WebSocket `/ws`. The browser unpacks what the server compressed. */
import { failureSchema } from '#shared/protocol/sign-in-requests.ts'
import type { LiveMessage } from '#shared/protocol/live.ts'
import type { ExchangeAnswer, LiveConnection, LiveHandlers, Transport } from './transport.ts'

const framesType = 'application/x-tandem-frames'

/** An exchange in which nothing comes for this long is given up and tried again, ms. */
const silenceMs = 30_000
/** No link is so slow that what goes up needs more time than this, bytes a ms. */
const slowestUp = 8

/** Aborts when nothing has happened for a while; every `start` begins anew. */
function watchSilence(abort: AbortController) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = () => clearTimeout(timer)
  const start = (ms: number) => {
    stop()
    timer = setTimeout(() => abort.abort(), ms)
  }
  return { start, stop }
}

async function* chunks(
  body: ReadableStream<Uint8Array>,
  silence: ReturnType<typeof watchSilence>,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      // A link that dies in the middle of an answer says nothing either.
      silence.start(silenceMs)
      const { done, value } = await reader.read().finally(silence.stop)
      if (done) return
      yield value
    }
  } finally {
    reader.releaseLock()
  }
}

/** Below this many bytes compressing costs more than it saves. */
const compressFromBytes = 1000

async function compress(body: Uint8Array): Promise<Blob> {
  const packed = new Blob([body as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Response(packed).blob()
}

async function exchange(body: Uint8Array): Promise<ExchangeAnswer> {
  const isLarge = body.length >= compressFromBytes
  const sent = isLarge ? await compress(body) : (body as BodyInit)
  const abort = new AbortController()
  const silence = watchSilence(abort)
  silence.start(silenceMs + (sent instanceof Blob ? sent.size : body.length) / slowestUp)
  const response = await fetch('/api/sync', {
    method: 'POST',
    headers: { 'content-type': framesType, ...(isLarge && { 'content-encoding': 'gzip' }) },
    body: sent,
    signal: abort.signal,
    cache: 'no-store',
  }).finally(silence.stop)
  const isFrames = response.headers.get('content-type') === framesType
  if (response.ok && isFrames && response.body) return { ok: true, body: chunks(response.body, silence) }
  const parsed = failureSchema.safeParse(await response.json().catch(() => null))
  // A proxy's error page, or a captive portal's, is no answer of the server: treat it as being offline.
  if (!parsed.success) throw new Error(`unexpected answer ${response.status}`)
  const { code, retryAfterS } = parsed.data.error
  return { ok: false, code, retryAfterMs: retryAfterS === undefined ? null : retryAfterS * 1000 }
}

function follow(handlers: LiveHandlers): LiveConnection {
  const url = new URL('/ws', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => handlers.opened())
  socket.addEventListener('message', (event) => handlers.received(new Uint8Array(event.data as ArrayBuffer)))
  socket.addEventListener('close', (event) => handlers.closed(event.code))
  return {
    send: (message: LiveMessage | Uint8Array) => {
      if (socket.readyState !== WebSocket.OPEN) return
      socket.send(message instanceof Uint8Array ? (message as Uint8Array<ArrayBuffer>) : JSON.stringify(message))
    },
    close: () => socket.close(),
  }
}

export const httpTransport: Transport = { isOffline: () => !navigator.onLine, exchange, follow }
