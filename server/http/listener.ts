/** The port: bound before the app exists, because the app must know its own address; closed without losing an answer. */
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { wireLimits } from '#shared/protocol/version.ts'

const finishWithinMs = 5000
const headersTimeoutMs = 60_000
/** A device's next exchange finds its connection again, which on a slow link saves seconds; longer than proxies keep theirs. */
const keepAliveMs = 75_000

export interface HttpApp {
  fetch(request: Request, bindings: HttpBindings): Response | Promise<Response>
}

export interface Listener {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  address: string
  /** From now on requests are answered. */
  serve(app: HttpApp): void
  /** Stops accepting and waits for answers under way. */
  close(): Promise<void>
}

export interface ListenOptions {
  host: string
  port: number
  /** A request that has not arrived whole by then is cut, ms. */
  requestTimeoutMs: number
}

/** Node looks for requests that take too long only so often. */
const lookEveryMs = 5000

/** Rejects with the operating system's error when the port can't be had. */
export async function listen({ host, port, requestTimeoutMs }: ListenOptions): Promise<Listener> {
  const notYet: HttpApp = { fetch: () => new Response('starting', { status: 503 }) }
  let current = notYet
  const { server, sockets } = createServer((request, bindings) => current.fetch(request, bindings), requestTimeoutMs)
  server.listen(port, host)
  await once(server, 'listening')
  return {
    address: printAddress(host, (server.address() as AddressInfo).port),
    serve: (app) => {
      current = app
    },
    close: () => stopListening(server, sockets),
  }
}

function createServer(fetch: HttpApp['fetch'], requestTimeoutMs: number) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: wireLimits.socketMessageBytes })
  const server = createAdaptorServer({
    fetch: (request, bindings) => fetch(request, bindings as HttpBindings),
    websocket: { server: sockets },
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, headersTimeoutMs),
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, lookEveryMs),
    },
  }) as Server
  return { server, sockets }
}

function printAddress(host: string, port: number): string {
  const reachable: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }
  return `http://${reachable[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`
}

/** Browsers keep connections open for a next request; those are swept away, answers under way are not. */
async function stopListening(server: Server, sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  const sweep = setInterval(() => server.closeIdleConnections(), 20)
  const limit = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.closeAllConnections()
  }, finishWithinMs)
  await closed
  clearInterval(sweep)
  clearTimeout(limit)
  sockets.close()
}
