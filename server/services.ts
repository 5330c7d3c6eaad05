/** What every part of the server is handed by the composition root; tests make their own. */
import { EventEmitter } from 'node:events'
import type { Clock } from '#shared/domain/clock.ts'
import type { IdSource, OrganisationId } from '#shared/domain/ids.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import type { Database } from './database/connection.ts'

export interface Services {
  config: Config
  /** Origin people use, without a slash at the end; known once the port is bound. */
  publicUrl: string
  database: Database
  clock: Clock
  ids: IdSource
  /** 32 secret bytes that mail links are derived from. */
  key: Uint8Array
  /** Wakes followers of these feeds; losing the call loses nothing (SYNC6). */
  wakeFollowers(organisations: ReadonlySet<OrganisationId>): void
  /** Returns the function that ends the listening. */
  onWake(listener: (organisations: ReadonlySet<OrganisationId>) => void): () => void
  log: Log
  /** Tells the delivery job that mail may be waiting. */
  wakeMail(): void
  onMail(listener: () => void): () => void
}

/** Wake-ups within this process. Several nodes on PostgreSQL will join theirs here by LISTEN/NOTIFY. */
export function createWakeUps(): Pick<Services, 'wakeFollowers' | 'onWake' | 'wakeMail' | 'onMail'> {
  const events = new EventEmitter<{ feed: [ReadonlySet<OrganisationId>]; mail: [] }>()
  // One listener per open socket.
  events.setMaxListeners(0)
  return {
    wakeFollowers: (organisations) => void events.emit('feed', organisations),
    onWake(listener) {
      events.on('feed', listener)
      return () => void events.off('feed', listener)
    },
    wakeMail: () => void events.emit('mail'),
    onMail(listener) {
      events.on('mail', listener)
      return () => void events.off('mail', listener)
    },
  }
}
