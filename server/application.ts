/** Puts the parts together: one database, one HTTP side, the jobs. `main.ts` runs it; tests run several. */
import { fileURLToPath } from 'node:url'
import { structsToCompact } from '#shared/domain/document/document-limit.ts'
import { systemClock, type Clock } from '#shared/domain/clock.ts'
import { cryptoIds, type IdSource } from '#shared/domain/ids.ts'
import { loadKey } from './auth/key.ts'
import { linkToken } from './auth/link-token.ts'
import { keepOperatorKey } from './auth/operator-key.ts'
import { createRateLimits, type RateLimits } from './auth/rate-limit.ts'
import { replayRevocations } from './decisions/replay-revocations.ts'
import { showsMailbox, type Config } from './config.ts'
import { openDatabase } from './database/connection.ts'
import { OpenDocuments } from './database/open-documents.ts'
import { beginIncarnation, readMeta } from './database/repository/meta.ts'
import { RevocationJournal } from './database/revocation-journal.ts'
import { createApp } from './http/app.ts'
import { listen } from './http/listener.ts'
import { syncRoutes } from './http/sync-routes.ts'
import { startMailDelivery } from './jobs/deliver-mail.ts'
import { startPruning } from './jobs/prune.ts'
import { startReleasing } from './jobs/release-customers.ts'
import { watchSchema } from './jobs/watch-schema.ts'
import { errorFacts, silentLog, type Log } from './log.ts'
import { openMailbox } from './mail/read-mailbox.ts'
import { capturingTransport } from './mail/transports/mailbox.ts'
import { noTransport } from './mail/transports/none.ts'
import type { MailTransport } from './mail/transports/transport.ts'
import { readGauges } from './operation.ts'
import { createWakeUps, type Services, type WakeUps } from './services.ts'
import { LiveHub } from './sync/live-hub.ts'
import { Spending } from './sync/spending.ts'

export interface ApplicationOptions {
  clock?: Clock
  ids?: IdSource
  log?: Log
  buildFolder?: string
  /** A newer release has changed the database: this server has ended. */
  onTooNew?: (error: Error) => void
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

/** Throws ConfigError, DataFolderInUse, KeyError, or the operating system's error for the port. */
export async function startApplication(config: Config, options: ApplicationOptions = {}): Promise<Application> {
  const opened = await openDatabase(config)
  try {
    const key = loadKey(config)
    const listener = await listen(config)
    const log = options.log ?? silentLog
    const { close: closeWakeUps, ...wakeUps } = await createNodeWakeUps(config, log)
    const revocations = RevocationJournal.open(config.revocationJournal, (error) =>
      log.error(errorFacts(error), 'the journal of revocations could not be written'),
    )
    const services: Services = {
      config,
      publicUrl: config.publicUrl ?? listener.address,
      database: opened.database,
      clock: options.clock ?? systemClock,
      ids: options.ids ?? cryptoIds,
      key,
      openDocuments: new OpenDocuments(),
      structsToCompact,
      log,
      revocations,
      ...wakeUps,
    }
    keepKey(services)
    await beginIncarnation(opened.database, services.ids)
    const replayed = await replayRevocations(services)
    if (Object.values(replayed).some((count) => count > 0))
      log.warn(
        { ...replayed },
        'this database was restored from a backup: what had been revoked since is revoked again',
      )
    const rateLimits = createRateLimits(services, config.limits)
    const hub = new LiveHub(services, rateLimits, new Spending(services.clock))
    const buildFolder = options.buildFolder ?? builtApp
    const transport = await openTransport(services)
    listener.serve(assembleApp(services, rateLimits, hub, buildFolder))
    const mail = startMailDelivery({ services, transport, linkToken: (purpose, id) => linkToken(key, purpose, id) })
    const stopPruning = startPruning(services)
    const stopReleasing = startReleasing(services)

    const close = async () => {
      await stopWatching()
      hub.close()
      await listener.close()
      await mail.stop()
      await stopPruning()
      await stopReleasing()
      transport.close()
      await closeWakeUps()
      revocations.close()
      await opened.close()
    }
    const stopWatching = watchSchema(services, (error) => {
      log.error(errorFacts(error), 'a newer release has changed the database: this node ends')
      close().then(
        () => options.onTooNew?.(error),
        () => options.onTooNew?.(error),
      )
    })
    return {
      services,
      address: listener.address,
      mailSettled: () => mail.settled(),
      close,
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** Clocks further apart than this make the wrong edit the later one, and a claimed mail due too early. */
const clockToleranceMs = 1000

/** With PostgreSQL there may be other nodes; with SQLite there are none. */
async function createNodeWakeUps({ databaseUrl }: Config, log: Log): Promise<WakeUps> {
  if (databaseUrl === null) return createWakeUps()
  const { openWakeUpChannel } = await import('./database/wake-up-channel.ts')
  let clockIsRight = true
  return createWakeUps((receiver) =>
    openWakeUpChannel(databaseUrl, {
      ...receiver,
      lost: (error) => log.warn(errorFacts(error), 'wake-ups between nodes are lost, news come a second later'),
      measuredClock(aheadMs) {
        const wasRight = clockIsRight
        clockIsRight = Math.abs(aheadMs) <= clockToleranceMs
        if (wasRight && !clockIsRight)
          log.warn({ aheadMs }, "this machine's clock is not the database's: set both by NTP")
      },
    }),
  )
}

/** What a server without a mail server has no use for isn't loaded. */
async function openTransport({ config, publicUrl }: Services): Promise<MailTransport> {
  const { smtpUrl, mailFrom, smtpMustEncrypt } = config
  if (smtpUrl === null) return showsMailbox(config, publicUrl) ? capturingTransport : noTransport
  const { smtpTransport } = await import('./mail/transports/smtp.ts')
  return smtpTransport(smtpUrl, mailFrom, { mustEncrypt: smtpMustEncrypt })
}

/** A server with its database elsewhere may have a folder that it can't write: the start prints the key all the same. */
function keepKey({ config, key, log }: Services): void {
  try {
    keepOperatorKey(config, key)
  } catch (error) {
    log.warn(errorFacts(error), 'the key for /setup, /mailbox and /metrics could not be written to the data folder')
  }
}

function assembleApp(services: Services, rateLimits: RateLimits, hub: LiveHub, buildFolder: string) {
  const { config, database, publicUrl } = services
  return createApp({
    services,
    rateLimits,
    buildFolder,
    mailbox: showsMailbox(config, publicUrl) ? openMailbox(database) : null,
    isReady: () =>
      readMeta(database, 'incarnation').then(
        () => true,
        () => false,
      ),
    readGauges: () => readGauges(services, hub),
    syncRoutes: syncRoutes(services, hub, rateLimits),
  })
}
