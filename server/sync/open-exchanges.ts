/**
 * Every exchange that is under way on this node. Once a second their sessions are asked for in one query: an exchange
 * whose session or access has changed is cut, with all that was not read yet, so that no byte leaves two seconds after
 * access ends (SYNC4). So is one in which nothing moves any more, for it holds memory.
 */
import type { Clock } from '#shared/domain/clock.ts'
import type { StoreId } from '#shared/domain/ids.ts'
import type { Access } from '../auth/access.ts'
import { TooManyRequests } from '../auth/rate-limit.ts'
import type { Database } from '../database/connection.ts'
import { readSessionStandings } from '../database/reading/standings.ts'
import { budgets } from './budgets.ts'

const lookEveryMs = 1000

/** The connection an exchange runs over. */
export interface Wire {
  /** Rises with everything that is read or written. */
  moved(): number
  /** Ends it at once: what waits to be sent never is. */
  cut(): void
}

export class OpenExchange {
  readonly access: Access
  readonly sessionId: string
  storeId: StoreId | null = null
  /** The access version its answer is made for; null before there is an answer. */
  answering: number | null = null
  readonly beganAt: number
  movedAt: number
  moved: number
  readonly wire: Wire
  private readonly all: OpenExchanges

  constructor(all: OpenExchanges, who: { access: Access; sessionId: string }, wire: Wire, now: number) {
    this.all = all
    this.access = who.access
    this.sessionId = who.sessionId
    this.wire = wire
    this.beganAt = now
    this.movedAt = now
    this.moved = wire.moved()
  }

  /** Its store is known: what the same store had under way it has given up. */
  isOf(storeId: StoreId): void {
    this.storeId = storeId
    this.all.cutOthersOf(this)
  }

  end(): void {
    this.all.ended(this)
  }

  cut(): void {
    this.end()
    this.wire.cut()
  }
}

export class OpenExchanges {
  private readonly open = new Set<OpenExchange>()
  private readonly services: { database: Database; clock: Clock }
  private timer: NodeJS.Timeout | null = null
  private looking = false

  constructor(services: { database: Database; clock: Clock }) {
    this.services = services
  }

  get size(): number {
    return this.open.size
  }

  /** Throws TooManyRequests when all places of the person, or of their organisation, are taken by exchanges that get on. */
  begin(who: { access: Access; sessionId: string }, wire: Wire): OpenExchange {
    const { userId, organisationId } = who.access
    this.makeRoom(budgets.exchangesPerPerson, ({ access }) => access.userId === userId)
    this.makeRoom(budgets.exchangesPerOrganisation, ({ access }) => access.organisationId === organisationId)
    const exchange = new OpenExchange(this, who, wire, this.services.clock.now())
    this.open.add(exchange)
    this.timer ??= setInterval(() => void this.lookOnce(), lookEveryMs).unref()
    return exchange
  }

  ended(exchange: OpenExchange): void {
    this.open.delete(exchange)
    if (this.open.size > 0 || !this.timer) return
    clearInterval(this.timer)
    this.timer = null
  }

  cutOthersOf(exchange: OpenExchange): void {
    const { storeId, access } = exchange
    const isSameStore = (other: OpenExchange) => other.storeId === storeId && other.access.userId === access.userId
    for (const other of this.open) if (other !== exchange && isSameStore(other)) other.cut()
  }

  /** Cuts those that may go no further. */
  async look(): Promise<void> {
    const { database, clock } = this.services
    const exchanges = [...this.open]
    const now = clock.now()
    const sessionIds = [...new Set(exchanges.map(({ sessionId }) => sessionId))]
    const sessions = await readSessionStandings(database, sessionIds, now)
    for (const exchange of exchanges) {
      noteMoves(exchange, now)
      const version = sessions.get(exchange.sessionId)?.access_version
      const mayGoOn = version !== undefined && (exchange.answering ?? version) === version
      const getsOn = now - exchange.movedAt < budgets.stalledExchangeMs && now - exchange.beganAt < budgets.exchangeMs
      if (!mayGoOn || !getsOn) exchange.cut()
    }
  }

  /** A database that takes longer than a second is not asked twice at once; when it doesn't answer there is nothing new to send either. */
  private async lookOnce(): Promise<void> {
    if (this.looking) return
    this.looking = true
    await this.look().catch(() => undefined)
    this.looking = false
  }

  private makeRoom(places: number, isTheirs: (exchange: OpenExchange) => boolean): void {
    const theirs = [...this.open].filter(isTheirs)
    if (theirs.length < places) return
    const now = this.services.clock.now()
    for (const exchange of theirs) noteMoves(exchange, now)
    const idle = theirs.find(({ movedAt }) => now - movedAt >= budgets.idleExchangeMs)
    if (!idle) throw new TooManyRequests(budgets.placeAgainS)
    idle.cut()
  }
}

function noteMoves(exchange: OpenExchange, now: number): void {
  const moved = exchange.wire.moved()
  if (moved === exchange.moved) return
  exchange.moved = moved
  exchange.movedAt = now
}
