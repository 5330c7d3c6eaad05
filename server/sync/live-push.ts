/**
 * Items over the live connection (PUSH1): the same bytes as the body of an exchange, under the same limits, answered
 * after their commit on the same connection. Edits that several people's devices send at the same moment share one
 * transaction; while one is under way the next gathers. A device sends again only what was answered, so that whoever
 * sends two at once is none of ours; whatever is refused as a whole closes the connection, and the exchange says why.
 */
import type { UserId } from '#shared/domain/ids.ts'
import type { Hello, Item, UnreadableItem } from '#shared/protocol/request.ts'
import type { ItemAnswer } from '#shared/protocol/response.ts'
import { requireSessionAccess, type Access } from '../auth/access.ts'
import type { RateLimits } from '../auth/rate-limit.ts'
import type { Database } from '../database/connection.ts'
import type { Services } from '../services.ts'
import { hasPast } from './pull.ts'
import { findFeedNumber, isEdit, push, withFeedNumber } from './push.ts'
import { editsPerTransaction, pushEditRuns, type EditItem, type EditRun, type RunOutcome } from './push-edits.ts'
import { readRequest } from './read-request.ts'
import type { Spending } from './spending.ts'

/** Whose connection it is. */
export interface LivePusher {
  readonly sessionId: string
  readonly access: Access
  /** Whether this server has the past its device stands in: asked once, since a server goes back in time only by a new start. */
  hasPast: boolean
}

/** Thrown to a device whose past this server doesn't have: an exchange brings it a snapshot first (SYNC3). */
export class NoSuchPast extends Error {}

interface WaitingRun extends EditRun {
  userId: UserId
  items: readonly EditItem[]
  settle(outcome: RunOutcome): void
}

export class LivePushes {
  private waiting: WaitingRun[] = []
  private working = false
  private readonly services: Services
  private readonly limits: Pick<RateLimits, 'exchange'> | undefined
  private readonly spending: Spending | undefined

  constructor(services: Services, limits?: Pick<RateLimits, 'exchange'>, spending?: Spending) {
    this.spending = spending
    this.services = services
    this.limits = limits
  }

  /** The answers to one request's items, after their commit. Rejects with Refusal, TooManyRequests or NoSuchPast. */
  async take(pusher: LivePusher, body: Uint8Array): Promise<ItemAnswer[]> {
    await this.limits?.exchange.consume(pusher.access.userId)
    this.spending?.require(pusher.access)
    const { hello, items } = await readRequest(body, pusher.access)
    this.spending?.add(pusher.access, { bytes: body.length, items: items.length })
    pusher.hasPast ||= await hasPast(this.services, pusher.access, hello)
    if (!pusher.hasPast) throw new NoSuchPast()
    if (items.length > 0 && items.length <= editsPerTransaction && items.every(isEdit))
      return this.pushEdits(pusher, hello, items)
    return this.pushAlone(pusher, hello, items)
  }

  private async pushEdits({ sessionId, access }: LivePusher, hello: Hello, items: readonly EditItem[]) {
    const outcome = await new Promise<RunOutcome>((settle) => {
      const authorise = this.authorise(sessionId)
      this.waiting.push({ userId: access.userId, hello, items, settle, authorise, spending: this.spending })
      this.workSoon()
    })
    if ('error' in outcome) throw outcome.error
    const { heads, answers } = outcome
    return withFeedNumber(answers, await findFeedNumber(this.services, outcome.access, heads))
  }

  /** Commands have transactions of their own. */
  private async pushAlone({ sessionId }: LivePusher, hello: Hello, items: readonly (Item | UnreadableItem)[]) {
    const access = await this.authorise(sessionId)(this.services.database)
    return (
      await push(this.services, { access, sessionId, spending: this.spending }, { ...hello, cursor: null }, items)
    ).answers
  }

  /** The connection was let in long ago: whether its session still stands is asked for each push. */
  private authorise(sessionId: string) {
    return (database: Database): Promise<Access> => requireSessionAccess(database, this.services.clock, sessionId)
  }

  /** After all that was read from the sockets in this turn of the event loop. */
  private workSoon(): void {
    if (this.working) return
    this.working = true
    setImmediate(() => void this.work())
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.nextGroup()
      const outcomes = await pushEditRuns(this.services, group)
      group.forEach((run, place) => run.settle(outcomes[place]!))
    }
    this.working = false
  }

  /** In the order they came, and of each person one: what one of their devices repeats must be known to the next. */
  private nextGroup(): WaitingRun[] {
    const users = new Set<UserId>()
    const group: WaitingRun[] = []
    const later: WaitingRun[] = []
    let room = editsPerTransaction
    for (const run of this.waiting) {
      const fits = room >= run.items.length && !users.has(run.userId)
      users.add(run.userId)
      if (fits) room -= run.items.length
      ;(fits ? group : later).push(run)
    }
    this.waiting = later
    return group
  }
}
