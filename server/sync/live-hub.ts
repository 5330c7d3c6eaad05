/**
 * All live connections of this process. Once a second it asks the database, in one query, whether their
 * sessions and access still stand, so that a revoked one gets no byte after two seconds (SYNC4).
 */
import { liveMessageSchema } from '#shared/protocol/live.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import type { Access } from '../auth/access.ts'
import type { Services } from '../services.ts'
import { LiveFollower, signedOutCode, updateNeededCode, type LiveSocket } from './live-follower.ts'

const checkEveryMs = 1000

type HubServices = Pick<Services, 'database' | 'clock' | 'onWake'>

export class LiveHub {
  private readonly followers = new Set<LiveFollower>()
  private readonly accessVersions = new Map<LiveFollower, number>()
  private readonly services: HubServices
  private readonly timers: NodeJS.Timeout[]
  private readonly stopListening: () => void

  constructor(services: HubServices) {
    this.services = services
    this.stopListening = services.onWake((organisations) => this.wake(organisations))
    this.timers = [
      setInterval(() => void this.check().catch(() => undefined), checkEveryMs),
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

  join(socket: LiveSocket, access: Pick<Access, 'userId' | 'organisationId'>, sessionId: string) {
    const follower = new LiveFollower(this.services, socket, { ...access, sessionId })
    this.followers.add(follower)
    return {
      received: (text: string) => this.received(follower, text),
      left: () => {
        follower.left()
        this.followers.delete(follower)
        this.accessVersions.delete(follower)
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
    if (!message.success) return follower.end(1008)
    if (message.data.type === 'alive') return
    if (message.data.protocol !== protocolVersion) return follower.end(updateNeededCode)
    if (message.data.userId !== follower.userId) return follower.end(signedOutCode)
    this.accessVersions.set(follower, message.data.accessVersion)
    follower.follow(message.data)
  }

  private wake(organisations: ReadonlySet<OrganisationId>): void {
    for (const follower of this.followers) if (organisations.has(follower.organisationId)) void follower.pump()
  }

  /** Ends revoked sessions and lets those whose access changed reconcile. */
  private async check(): Promise<void> {
    if (this.followers.size === 0) return
    const ids = [...new Set([...this.followers].map((follower) => follower.sessionId))]
    const rows = await this.services.database
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.user_id')
      .select(['session.id', 'user.access_version'])
      .where('session.id', 'in', ids)
      .where('session.expires_at', '>', this.services.clock.now())
      .where('user.status', '=', 'active')
      .execute()
    const versions = new Map(rows.map((row) => [row.id, row.access_version]))
    for (const follower of this.followers) {
      const version = versions.get(follower.sessionId)
      if (version === undefined) follower.end(signedOutCode)
      else if (this.accessVersions.get(follower) !== version) {
        this.accessVersions.set(follower, version)
        void follower.pump()
      }
    }
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
