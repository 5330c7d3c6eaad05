/**
 * How syncing goes, told by whichever tab syncs and by whoever could not store something. It lives in
 * memory and goes from tab to tab by message, because a device that is full can't write it down.
 */
import { createSubscriber } from 'svelte/reactivity'
import type { UserId } from '#shared/domain/ids.ts'
import { openTabChannel, type TabChannel } from './tab-channel.ts'

export interface SyncReport {
  /** Whether the server was asked at all since this page opened: until then nobody knows. */
  known: boolean
  online: boolean
  exchanging: boolean
  signedOut: boolean
  updateNeeded: boolean
  /** The server is older than this app, and can't read what it would send. */
  serverOlder: boolean
  /** The last thing somebody wanted to store here had no room. */
  storageFull: boolean
  /** Non-null only while the very first data arrives. */
  firstSync: { received: number; total: number } | null
}

export const freshReport: SyncReport = {
  known: false,
  online: false,
  exchanging: false,
  signedOut: false,
  updateNeeded: false,
  serverOlder: false,
  storageFull: false,
  firstSync: null,
}

type Message = { type: 'ask' } | { type: 'report'; report: SyncReport }

class ReportBoard {
  #report = freshReport
  /** Pages that read the report are told when it changes. No rune: the store also opens where nothing compiles them. */
  readonly #noteReader = createSubscriber((update) => {
    this.#tellReaders = update
  })
  #tellReaders: () => void = () => {}
  #channel: TabChannel<Message> | null = null
  /** Set in the tab that syncs: it answers new tabs. */
  leading = false

  get current(): SyncReport {
    this.#noteReader()
    return this.#report
  }

  /** Shares the report with this user's other tabs. */
  join(userId: UserId): void {
    this.leave()
    this.#channel = openTabChannel<Message>(`tandem-report-${userId}`, (message) => {
      if (message.type === 'report') this.#set(message.report)
      else if (this.leading) this.#post({ type: 'report', report: this.#report })
    })
    this.#post({ type: 'ask' })
  }

  leave(): void {
    this.#channel?.close()
    this.#channel = null
    this.leading = false
    this.#set(freshReport)
  }

  tell(change: Partial<SyncReport>): void {
    const next = { ...this.#report, ...change }
    if (JSON.stringify(next) === JSON.stringify(this.#report)) return
    this.#set(next)
    this.#post({ type: 'report', report: next })
  }

  #set(report: SyncReport): void {
    this.#report = report
    this.#tellReaders()
  }

  #post(message: Message): void {
    this.#channel?.post(message)
  }
}

export const reportBoard = new ReportBoard()
