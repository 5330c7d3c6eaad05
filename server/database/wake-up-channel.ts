/**
 * Wake-ups between nodes: LISTEN/NOTIFY over one connection of their own. They are told after the commit, many
 * at once: inside it they would make all commits of the whole database wait in one line. One that is lost only
 * delays (SYNC6), so nothing here is repeated and nothing waits for it.
 */
import pg from 'pg'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { reachPostgres } from './dialects/postgres.ts'

export interface WakeUpChannel {
  /** Tells the other nodes that these feeds have news; while there is no connection, nobody. */
  send(organisations: ReadonlySet<OrganisationId>): void
  close(): Promise<void>
}

export interface WakeUpReceiver {
  /** Another node wrote to these feeds. */
  received(organisations: ReadonlySet<OrganisationId>): void
  /** Connected, perhaps again: anything may have been missed. */
  connected(): void
  lost(error: unknown): void
  /** How far the database's clock is ahead of this machine's, ms: nodes agree on the time only as well as this. */
  measuredClock(aheadMs: number): void
}

const channelName = 'tandem_feed'
/** Ten digits and a comma each: a payload stays below PostgreSQL's 8000 bytes. */
const organisationsPerPayload = 700
const heartbeatMs = 10_000
const silentMs = 3 * heartbeatMs
const firstRetryMs = 100
const slowestRetryMs = 10_000

export function openWakeUpChannel(url: string, receiver: WakeUpReceiver): WakeUpChannel {
  return new PostgresChannel(url, receiver)
}

class PostgresChannel implements WakeUpChannel {
  private readonly url: string
  private readonly receiver: WakeUpReceiver
  private readonly unsent = new Set<OrganisationId>()
  private client: pg.Client | null = null
  private sending = false
  private failures = 0
  private closed = false
  private timer: NodeJS.Timeout | undefined
  private connecting: Promise<void>

  constructor(url: string, receiver: WakeUpReceiver) {
    this.url = url
    this.receiver = receiver
    this.connecting = this.connect()
  }

  send(organisations: ReadonlySet<OrganisationId>): void {
    if (!this.client) return
    for (const organisationId of organisations) this.unsent.add(organisationId)
    void this.flush(this.client)
  }

  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.timer)
    await this.connecting
    await this.client?.end().catch(() => undefined)
  }

  private async connect(): Promise<void> {
    const client = new pg.Client(reachPostgres(this.url, 'tandem wake-ups', silentMs))
    let ended = false
    const end = (error: unknown) => {
      if (ended) return
      ended = true
      if (this.client === client) this.client = null
      this.unsent.clear()
      client.end().catch(() => undefined)
      if (!this.closed) this.retry(error)
    }
    client.on('error', end)
    client.on('end', () => end(new Error('connection ended')))
    client.on('notification', ({ processId, payload }) => {
      // One's own come back too; this node's followers were woken without a detour.
      if (processId !== ownProcess(client) && payload) this.receiver.received(readPayload(payload))
    })
    try {
      await client.connect()
      await client.query(`listen ${channelName}`)
      if (this.closed || ended) return end(new Error('closed'))
      this.client = client
      this.failures = 0
      this.receiver.connected()
      void this.beat(client)
    } catch (error) {
      end(error)
    }
  }

  private retry(error: unknown): void {
    if (this.failures === 0) this.receiver.lost(error)
    const pauseMs = Math.min(firstRetryMs * 2 ** this.failures, slowestRetryMs)
    this.failures++
    clearTimeout(this.timer)
    this.timer = setTimeout(
      () => {
        this.connecting = this.connect()
      },
      pauseMs * (0.5 + Math.random() / 2),
    )
  }

  /** One statement at a time: what is sent meanwhile goes together in the next. */
  private async flush(client: pg.Client): Promise<void> {
    if (this.sending) return
    this.sending = true
    try {
      while (this.unsent.size > 0) {
        const payloads = writePayloads(this.unsent)
        this.unsent.clear()
        await client.query('select pg_notify($1, payload) from unnest($2::text[]) payload', [channelName, payloads])
      }
    } catch {
      // The connection is gone; its own event begins the next.
    } finally {
      this.sending = false
    }
  }

  /** Keeps the line from falling silent, and compares clocks on the way. */
  private async beat(client: pg.Client): Promise<void> {
    try {
      const before = Date.now()
      const { rows } = await client.query<{ now: number }>(
        'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
      )
      const after = Date.now()
      this.receiver.measuredClock(Math.round(rows[0]!.now - (before + after) / 2))
    } catch {
      return
    }
    if (this.client === client) this.timer = setTimeout(() => void this.beat(client), heartbeatMs)
  }
}

function ownProcess(client: pg.Client): number | undefined {
  return (client as unknown as { processID?: number }).processID
}

export function writePayloads(organisations: ReadonlySet<OrganisationId>): string[] {
  const ids = [...organisations]
  return Array.from({ length: Math.ceil(ids.length / organisationsPerPayload) }, (_, page) =>
    ids.slice(page * organisationsPerPayload, (page + 1) * organisationsPerPayload).join(','),
  )
}

function readPayload(payload: string): Set<OrganisationId> {
  return new Set(payload.split(',') as OrganisationId[])
}
