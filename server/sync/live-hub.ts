/**
 * All live connections of this process. Once a second it asks the database, in one query, whether their
 * sessions and access still stand, so that a revoked one gets no byte after two seconds (SYNC4), and where
 * their feeds stand, so that a wake-up that never came costs no more than that second (SYNC6). A wake-up asks only
 * whether anybody's access has changed since.
 */
import type { OrganisationId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { encodePage } from '#shared/protocol/columns.ts'
import { encodeFrame } from '#shared/protocol/frame.ts'
import { liveMessageSchema } from '#shared/protocol/live.ts'
import { answerColumns } from '#shared/protocol/response.ts'
import { protocolOf, protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import { TooManyRequests, type RateLimits } from '../auth/rate-limit.ts'
import type { CommittedEntry } from '../database/feed.ts'
import { readFeedStandings, readSessionStandings } from '../database/reading/standings.ts'
import type { Services, WokenFeeds } from '../services.ts'
import { LivePages } from './live-pages.ts'
import { LivePushes, NoSuchPast } from './live-push.ts'
import type { Spending } from './spending.ts'
import { LiveFollower, noPastCode, signedOutCode, updateNeededCode, type LiveSocket } from './live-follower.ts'

const checkEveryMs = 1000
/** For so long after a look nobody's session is asked for again: together with the next one less than two seconds. */
const goodForMs = 1500

const unexpectedCode = 1008
const failedCode = 1011
const tooManyCode = 4429

export class LiveHub {
  private readonly followers = new Set<LiveFollower>()
  private readonly pages: LivePages
  private readonly pushes: LivePushes
  private readonly services: Services
  /** What people's items are counted against, by whatever way they come. */
  readonly spending: Spending | undefined
  private readonly timers: NodeJS.Timeout[]
  private readonly stopListening: () => void
  /** What all of an organisation's access came to when its followers were last looked at, and when that was. */
  private readonly standings = new Map<OrganisationId, { access: string; at: number }>()
  private checking = false

  /** `limits`: how often one person may send; without them as often as they like. */
  constructor(services: Services, limits?: Pick<RateLimits, 'exchange'>, spending?: Spending) {
    this.services = services
    this.spending = spending
    this.pushes = new LivePushes(services, limits, spending)
    this.pages = new LivePages(services)
    this.stopListening = services.onWake((feeds, committed) => this.wake(feeds, committed))
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
    const said = readJson(text)
    // Of an older device the rest may have another form.
    if ((protocolOf(said) ?? protocolVersion) < protocolVersion) return follower.end(updateNeededCode)
    const message = liveMessageSchema.safeParse(said)
    if (!message.success) return follower.end(unexpectedCode)
    follower.heard()
    if (message.data.type === 'alive') return
    if (message.data.protocol !== protocolVersion) return follower.end(unexpectedCode)
    if (message.data.userId !== follower.userId) return follower.end(signedOutCode)
    // Each makes the database be read; a device says once where it stands.
    if (follower.isFollowing) return follower.end(unexpectedCode)
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

  private wake(feeds: WokenFeeds, committed: readonly CommittedEntry[]): void {
    if (feeds === 'any') return this.checkSoon()
    const woken = [...this.followers].filter((follower) => feeds.has(follower.organisationId))
    if (woken.length === 0) return
    const followed = new Set(woken.map((follower) => follower.organisationId))
    this.pages.learn(committed.filter((entry) => followed.has(entry.organisation_id)))
    void this.catchUp(woken, [...followed]).catch(() => undefined)
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

  /**
   * Lets those catch up whose organisations' access is as it was when all of them were last looked at, which one row an
   * organisation tells; otherwise, or when that was too long ago to answer for their sessions, all are looked at.
   */
  private async catchUp(woken: readonly LiveFollower[], organisationIds: readonly OrganisationId[]): Promise<void> {
    this.pages.forgetPages()
    const now = await readFeedStandings(this.services.database, organisationIds)
    const since = this.services.clock.now() - goodForMs
    const isAsBefore = organisationIds.every((id) => {
      const seen = this.standings.get(id)
      return seen !== undefined && seen.at > since && seen.access === now.get(id)?.access
    })
    if (!isAsBefore || woken.some(({ seenVersion }) => seenVersion === null)) return this.look(woken)
    for (const follower of woken) follower.stands(follower.seenVersion!, now.get(follower.organisationId)!.number)
  }

  /**
   * Ends those whose session was revoked; lets those catch up that are behind their feed or their access.
   * `followers` are all there are of their organisations.
   */
  private async look(followers: readonly LiveFollower[]): Promise<void> {
    if (followers.length === 0) return
    const { database, clock } = this.services
    this.pages.forget()
    const lookedAt = clock.now()
    // Before the sessions: what changes in between is then a change at the next look.
    const organisationIds = [...new Set(followers.map((follower) => follower.organisationId))]
    const standings = await readFeedStandings(database, organisationIds)
    const sessionIds = [...new Set(followers.map((follower) => follower.sessionId))]
    const sessions = await readSessionStandings(database, sessionIds, lookedAt)
    for (const [id, { access }] of standings) this.standings.set(id, { access, at: lookedAt })
    for (const follower of followers) {
      const now = sessions.get(follower.sessionId)
      if (!now) follower.end(signedOutCode)
      else follower.stands(now.access_version, now.number)
    }
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
