/**
 * All live connections of this process. Once a second it asks the database, in one query, whether their
 * sessions and access still stand, so that a revoked one gets no byte after two seconds (SYNC4), and where
 * their feeds stand, so that a wake-up that never came costs no more than that second (SYNC6).
 */
import { Refusal } from '#shared/domain/refusal.ts'
import { encodePage } from '#shared/protocol/columns.ts'
import { encodeFrame } from '#shared/protocol/frame.ts'
import { liveMessageSchema } from '#shared/protocol/live.ts'
import { answerColumns } from '#shared/protocol/response.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { TooManyRequests, type RateLimits } from '../auth/rate-limit.ts'
import type { Services, WokenFeeds } from '../services.ts'
import { LivePages } from './live-pages.ts'
import { LivePushes, NoSuchPast } from './live-push.ts'
import { LiveFollower, signedOutCode, updateNeededCode, type LiveSocket } from './live-follower.ts'

const checkEveryMs = 1000

const unexpectedCode = 1008
const failedCode = 1011
const noPastCode = 4412
const tooManyCode = 4429

export class LiveHub {
  private readonly followers = new Set<LiveFollower>()
  private readonly pages: LivePages
  private readonly pushes: LivePushes
  private readonly services: Services
  private readonly timers: NodeJS.Timeout[]
  private readonly stopListening: () => void
  private checking = false

  /** `limits`: how often one person may send; without them as often as they like. */
  constructor(services: Services, limits?: Pick<RateLimits, 'exchange'>) {
    this.services = services
    this.pushes = new LivePushes(services, limits)
    this.pages = new LivePages(services)
    this.stopListening = services.onWake((feeds) => this.wake(feeds))
    this.timers = [
      setInterval(() => this.checkSoon(), checkEveryMs),
      setInterval(() => this.followers.forEach((follower) => follower.heartbeat()), wireLimits.heartbeatMs),
    ]
  }

  get size(): number {
    return this.followers.size
  }

  /** False when this user has too many connections already. */
  hasRoomFor(userId: Access['userId']): boolean {
    return [...this.followers].filter((follower) => follower.userId === userId).length < wireLimits.socketsPerUser
  }

  join(socket: LiveSocket, access: Access, sessionId: string) {
    const follower = new LiveFollower(this.services, this.pages, socket, access, sessionId)
    this.followers.add(follower)
    return {
      received: (text: string) => this.received(follower, text),
      /** Items, as the body of an exchange. Rejects with what is no refusal, after closing the connection. */
      pushed: (body: Uint8Array) => this.pushed(follower, body),
      left: () => {
        follower.left()
        this.followers.delete(follower)
      },
    }
  }

  close(): void {
    this.stopListening()
    this.timers.forEach(clearInterval)
    this.followers.forEach((follower) => follower.end(1001))
  }

  private received(follower: LiveFollower, text: string): void {
    const message = liveMessageSchema.safeParse(readJson(text))
    if (!message.success) return follower.end(unexpectedCode)
    follower.heard()
    if (message.data.type === 'alive') return
    if (message.data.protocol !== protocolVersion) return follower.end(updateNeededCode)
    if (message.data.userId !== follower.userId) return follower.end(signedOutCode)
    follower.follow(message.data)
  }

  private async pushed(follower: LiveFollower, body: Uint8Array): Promise<void> {
    follower.heard()
    if (!follower.beginPush()) return follower.end(unexpectedCode)
    try {
      const answers = await this.pushes.take(follower, body)
      follower.answer(encodeFrame({ type: 'answers', page: encodePage(answerColumns, answers) }))
    } catch (error) {
      const code = closeCodeOf(error)
      follower.end(code)
      if (code === failedCode) throw error
    }
  }

  private wake(feeds: WokenFeeds): void {
    if (feeds === 'any') return this.checkSoon()
    const woken = [...this.followers].filter((follower) => feeds.has(follower.organisationId))
    void this.look(woken).catch(() => undefined)
  }

  /** A database that takes longer than a second is not asked twice at once. */
  private checkSoon(): void {
    if (this.checking) return
    this.checking = true
    this.look([...this.followers])
      .catch(() => undefined)
      .finally(() => {
        this.checking = false
      })
  }

  /** Ends those whose session was revoked; lets those catch up that are behind their feed or their access. */
  private async look(followers: readonly LiveFollower[]): Promise<void> {
    if (followers.length === 0) return
    this.pages.forget()
    const standing = await this.readStanding([...new Set(followers.map((follower) => follower.sessionId))])
    for (const follower of followers) {
      const now = standing.get(follower.sessionId)
      if (!now) follower.end(signedOutCode)
      else if (follower.isBehind(now.number, now.access_version)) void follower.pump(now.access_version)
    }
  }

  /** Session id → its user's access version and feed head; without an entry the session no longer stands. */
  private async readStanding(sessionIds: readonly string[]) {
    const rows = await this.services.database
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.user_id')
      .innerJoin('feed_head', 'feed_head.organisation_id', 'user.organisation_id')
      .select(['session.id', 'user.access_version', 'feed_head.number'])
      .where('session.id', 'in', sessionIds)
      .where('session.expires_at', '>', this.services.clock.now())
      .where('user.status', '=', 'active')
      .execute()
    return new Map(rows.map((row) => [row.id, row]))
  }
}

/** Without a session there is nothing more to say; all else is said by the exchange that the device makes instead. */
function closeCodeOf(error: unknown): number {
  if (error instanceof NoSuchPast) return noPastCode
  if (error instanceof TooManyRequests) return tooManyCode
  if (!(error instanceof Refusal)) return failedCode
  if (error.code === 'signed-out') return signedOutCode
  return error.code === 'update-needed' ? updateNeededCode : unexpectedCode
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
