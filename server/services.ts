/** What every part of the server is handed by the composition root; tests make their own. */
import { EventEmitter } from 'node:events'
import type { Clock } from '#shared/domain/clock.ts'
import type { IdSource, OrganisationId } from '#shared/domain/ids.ts'
import type { OpenDocuments } from './database/open-documents.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import type { Database } from './database/connection.ts'
import type { CommittedEntry } from './database/feed.ts'
import type { RevocationJournal } from './database/revocation-journal.ts'
import type { WakeUpChannel, WakeUpReceiver } from './database/wake-up-channel.ts'

/** `any`: wake-ups may have been missed. */
export type WokenFeeds = ReadonlySet<OrganisationId> | 'any'

export interface Services {
  config: Config
  /** Origin people use, without a slash at the end; known once the port is bound. */
  publicUrl: string
  database: Database
  clock: Clock
  ids: IdSource
  /** 32 secret bytes that mail links are derived from. */
  key: Uint8Array
  openDocuments: OpenDocuments
  /** The pieces of one organisation at which a document is compacted (DOC9). */
  structsToCompact: number
  /** Wakes followers of these feeds on all nodes, this node's with what was committed; losing the call loses nothing (SYNC6). */
  wakeFollowers(organisations: ReadonlySet<OrganisationId>, committed: readonly CommittedEntry[]): void
  /** `committed`: of this node's own commit. Returns the function that ends the listening. */
  onWake(listener: (feeds: WokenFeeds, committed: readonly CommittedEntry[]) => void): () => void
  log: Log
  revocations: RevocationJournal
  /** Tells this node's delivery job that mail may be waiting; another node's finds it when this one dies. */
  wakeMail(): void
  onMail(listener: () => void): () => void
}

export interface WakeUps extends Pick<Services, 'wakeFollowers' | 'onWake' | 'wakeMail' | 'onMail'> {
  close(): Promise<void>
}

/** Wake-ups within this process, and from and to the other nodes where there is a channel. */
export function createWakeUps(
  openChannel?: (receiver: Pick<WakeUpReceiver, 'received' | 'connected'>) => WakeUpChannel,
): WakeUps {
  const events = new EventEmitter<{ feed: [WokenFeeds, readonly CommittedEntry[]]; mail: [] }>()
  // One listener per open socket.
  events.setMaxListeners(0)
  const channel = openChannel?.({
    received: (organisations) => void events.emit('feed', organisations, []),
    connected: () => void events.emit('feed', 'any', []),
  })
  return {
    wakeFollowers(organisations, committed) {
      events.emit('feed', organisations, committed)
      channel?.send(organisations)
    },
    onWake(listener) {
      events.on('feed', listener)
      return () => void events.off('feed', listener)
    },
    wakeMail: () => void events.emit('mail'),
    onMail(listener) {
      events.on('mail', listener)
      return () => void events.off('mail', listener)
    },
    close: async () => channel?.close(),
  }
}
