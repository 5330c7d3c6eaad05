/** Puts the parts together: one database, one HTTP side, the jobs. `main.ts` runs it; tests run several. */
import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import { systemClock, type Clock } from '#shared/domain/clock.ts'
import { cryptoIds, type IdSource } from '#shared/domain/ids.ts'
import { loadKey } from './auth/key.ts'
import { linkToken } from './auth/link-token.ts'
import { createRateLimits } from './auth/rate-limit.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database/connection.ts'
import { readMeta } from './database/repository/meta.ts'
import { createApp } from './http/app.ts'
import { syncRoutes } from './http/sync-routes.ts'
import { startMailDelivery } from './jobs/deliver-mail.ts'
import { startPruning } from './jobs/prune.ts'
import { silentLog, type Log } from './log.ts'
import { readMailbox } from './mail/read-mailbox.ts'
import { capturingTransport } from './mail/transports/mailbox.ts'
import { smtpTransport } from './mail/transports/smtp.ts'
import { readGauges } from './operation.ts'
import { createWakeUps, type Services } from './services.ts'
import { LiveHub } from './sync/live-hub.ts'

export interface ApplicationOptions {
  clock?: Clock
  ids?: IdSource
  log?: Log
  buildFolder?: string
}

export interface Application {
  services: Services
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  address: string
  /** Resolves when no mail that is due now is left to try. */
  mailSettled(): Promise<void>
  /** Stops accepting, finishes what is under way, closes sockets and database. */
  close(): Promise<void>
}

const builtApp = fileURLToPath(new URL('../build', import.meta.url))
const finishWithinMs = 5000
const socketMessageBytes = 64 * 1024

/** Throws ConfigError, DataFolderInUse, KeyError, or the operating system's error for the port. */
export async function startApplication(config: Config, options: ApplicationOptions = {}): Promise<Application> {
  const { database, close: closeDatabase } = await openDatabase(config)
  try {
    const key = loadKey(config)
    const sockets = new WebSocketServer({ noServer: true, maxPayload: socketMessageBytes })
    let app: ReturnType<typeof createApp> | undefined
    const server = createAdaptorServer({
      // The port, and with it our own address, is known before the first request can come.
      fetch: (request, env) => app!.fetch(request, env as never),
      websocket: { server: sockets },
    }) as Server
    const address = await listen(server, config)
    const services: Services = {
      config,
      publicUrl: config.publicUrl ?? address,
      database,
      clock: options.clock ?? systemClock,
      ids: options.ids ?? cryptoIds,
      key,
      log: options.log ?? silentLog,
      ...createWakeUps(),
    }
    const hub = new LiveHub(services)
    app = createApp({
      services,
      rateLimits: createRateLimits(config.limits),
      buildFolder: options.buildFolder ?? builtApp,
      readMailbox: config.smtpUrl === null ? () => readMailbox(database) : null,
      isReady: () => readMeta(database, 'incarnation').then(Boolean, () => false),
      readGauges: () => readGauges(services, hub),
      syncRoutes: syncRoutes(services, hub),
    })
    const transport = config.smtpUrl === null ? capturingTransport : smtpTransport(config.smtpUrl, config.mailFrom)
    const mail = startMailDelivery({ services, transport, linkToken: (purpose, id) => linkToken(key, purpose, id) })
    const stopPruning = startPruning(services)

    const close = async () => {
      hub.close()
      await stopListening(server, sockets)
      await mail.stop()
      await stopPruning()
      transport.close()
      await closeDatabase()
    }
    return { services, address, mailSettled: () => mail.settled(), close }
  } catch (error) {
    await closeDatabase()
    throw error
  }
}

async function listen(server: Server, { host, port }: Config): Promise<string> {
  server.listen(port, host)
  // Rejects when the port is taken or not ours to take.
  await once(server, 'listening')
  const bound = (server.address() as AddressInfo).port
  const names: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }
  return `http://${names[host] ?? (host.includes(':') ? `[${host}]` : host)}:${bound}`
}

async function stopListening(server: Server, sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.closeAllConnections()
  }, finishWithinMs)
  await closed
  clearTimeout(timer)
  sockets.close()
}
