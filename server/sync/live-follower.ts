/**
 * One live connection (SYNC6): it reads the same feed as a pull, from its own cursor, whenever it is woken.
 * A lost wake-up only delays: every check and every later wake-up finds what was missed.
 */
import { encodeFrames } from '#shared/protocol/frame.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { loadAccess } from '../auth/access.ts'
import type { Services } from '../services.ts'
import { readNews } from './read-news.ts'
import { visibleFrame } from './pull.ts'

export interface LiveSocket {
  send(bytes: Uint8Array): void
  close(code: number): void
  /** Bytes handed over but not yet on the wire. */
  bufferedBytes(): number
}

export const signedOutCode = 4401
export const updateNeededCode = 4426
const tooSlowCode = 4408
/** A device that doesn't read is cut; it pulls when it is back. */
const bufferLimitBytes = 4 * 1024 * 1024

type FollowerServices = Pick<Services, 'database' | 'clock'>

export interface Following {
  cursor: Cursor
  accessVersion: number
}

export class LiveFollower {
  readonly userId: UserId
  readonly sessionId: string
  readonly organisationId: OrganisationId
  private readonly services: FollowerServices
  private readonly socket: LiveSocket
  private following: Following | null = null
  private pumping = false
  private again = false
  private ended = false

  constructor(
    services: FollowerServices,
    socket: LiveSocket,
    who: { userId: UserId; sessionId: string; organisationId: OrganisationId },
  ) {
    this.services = services
    this.socket = socket
    this.userId = who.userId
    this.sessionId = who.sessionId
    this.organisationId = who.organisationId
  }

  follow(from: Following): void {
    this.following = from
    void this.pump()
  }

  end(code: number): void {
    this.ended = true
    this.socket.close(code)
  }

  left(): void {
    this.ended = true
  }

  heartbeat(): void {
    if (this.ended || !this.following) return
    this.send([{ type: 'heartbeat', serverNow: this.services.clock.now(), number: this.following.cursor.number }])
  }

  /** Sends what is new; calls that come while it runs make it look once more. */
  async pump(): Promise<void> {
    if (this.pumping) {
      this.again = true
      return
    }
    this.pumping = true
    try {
      do {
        this.again = false
        await this.sendNews()
      } while (this.again && !this.ended)
    } catch {
      this.end(1011)
    } finally {
      this.pumping = false
    }
  }

  private async sendNews(): Promise<void> {
    for (let more = true; more && this.following && !this.ended;) {
      const access = await loadAccess(this.services.database, this.userId)
      if (!access) return this.end(signedOutCode)
      const { cursor, accessVersion } = this.following
      const reconciled = access.accessVersion === accessVersion ? [] : [await visibleFrame(this.services, access)]
      const page = await readNews(this.services.database, access, cursor.number)
      if (!page.last && reconciled.length === 0) return
      const next: Cursor = page.last ? { number: page.last.number, entryId: page.last.entry_id } : cursor
      this.following = { cursor: next, accessVersion: access.accessVersion }
      this.send([
        ...reconciled,
        ...page.frames,
        { type: 'cursor', after: cursor.number, cursor: next, serverNow: this.services.clock.now() },
      ])
      more = page.more
    }
  }

  private send(frames: readonly unknown[]): void {
    if (this.ended) return
    if (this.socket.bufferedBytes() > bufferLimitBytes) return this.end(tooSlowCode)
    this.socket.send(encodeFrames(frames))
  }
}
