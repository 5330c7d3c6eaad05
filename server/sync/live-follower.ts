/**
 * One live connection (SYNC6): it reads the same feed as a pull, from its own cursor, whenever it is woken.
 * A lost wake-up only delays: every check and every later wake-up finds what was missed.
 */
import { concatBytes, encodeFrames } from '#shared/protocol/frame.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import type { Cursor, KindVersions } from '#shared/protocol/request.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { loadSessionAccess, type Access } from '../auth/access.ts'
import type { Services } from '../services.ts'
import type { LivePages } from './live-pages.ts'
import { visibleFrame } from './visible-slices.ts'

export interface LiveSocket {
  send(bytes: Uint8Array): void
  close(code: number): void
  /** Ends it at once: what waits to be sent never is. */
  cut(): void
  /** Bytes handed over but not yet on the wire. */
  bufferedBytes(): number
}

export const signedOutCode = 4401
export const updateNeededCode = 4426
/** What the device has is no past to go on from: an exchange brings it everything anew. */
export const noPastCode = 4412
const tooSlowCode = 4408
const silentCode = 4409
/** A device that doesn't read is cut; it pulls when it is back. */
const bufferLimitBytes = 4 * 1024 * 1024

type FollowerServices = Pick<Services, 'database' | 'clock'>

export interface Following {
  /** What the device reads. */
  kinds: KindVersions
  cursor: Cursor
  accessVersion: number
}

export class LiveFollower {
  readonly sessionId: string
  access: Access
  private readonly services: FollowerServices
  private readonly pages: LivePages
  private readonly socket: LiveSocket
  /** The access version its user had at the last look; null before the first. */
  seenVersion: number | null = null
  hasPast = false
  private following: Following | null = null
  /** How far its feed is known to go. */
  private head = Infinity
  /** The access version somebody asked to pump at; null when nobody has since the last look. */
  private asked: number | null = null
  private pumping = false
  private ended = false
  /** Whether items of this device are not answered yet. */
  private pushing = false
  /** Answers that go with the next news, which hold what they are about. */
  private answers: Uint8Array | null = null
  private heardAt: number

  constructor(services: FollowerServices, pages: LivePages, socket: LiveSocket, access: Access, sessionId: string) {
    this.services = services
    this.pages = pages
    this.socket = socket
    this.access = access
    this.sessionId = sessionId
    this.heardAt = services.clock.now()
  }

  get userId(): UserId {
    return this.access.userId
  }

  get organisationId(): OrganisationId {
    return this.access.organisationId
  }

  /** Whether it has said where it stands. */
  get isFollowing(): boolean {
    return this.following !== null
  }

  follow(from: Following): void {
    this.following = from
    void this.pump(this.access.accessVersion)
  }

  /** A goodbye would come behind what waits to be sent, and whoever is signed out gets nothing more (SYNC4). */
  end(code: number): void {
    this.ended = true
    if (code === signedOutCode && this.socket.bufferedBytes() > 0) this.socket.cut()
    else this.socket.close(code)
  }

  left(): void {
    this.ended = true
  }

  /** Its session stands, with this access version, and its feed goes so far: sends what that is beyond what was sent here. */
  stands(accessVersion: number, head: number): void {
    this.seenVersion = accessVersion
    this.head = head
    if (!this.following) return
    if (this.following.cursor.number < head || this.following.accessVersion !== accessVersion)
      void this.pump(accessVersion)
  }

  /** False when what it sent before isn't answered yet, or it has not said where it stands. */
  beginPush(): boolean {
    if (this.pushing || this.ended || !this.following) return false
    this.pushing = true
    return true
  }

  /** One frame of answers. */
  answer(answers: Uint8Array): void {
    this.pushing = false
    this.answers = answers
    void this.pump(this.access.accessVersion)
  }

  /** The device said something, if only that it is there. */
  heard(): void {
    this.heardAt = this.services.clock.now()
  }

  /** Ends a connection whose device has long said nothing: it may be gone without a goodbye, and its place is counted. */
  heartbeat(): void {
    if (this.ended) return
    if (this.services.clock.now() - this.heardAt > wireLimits.deadLinkMs) return this.end(silentCode)
    if (!this.following) return
    const heartbeat = { type: 'heartbeat', serverNow: this.services.clock.now(), number: this.following.cursor.number }
    this.send(encodeFrames([heartbeat]))
  }

  /** Sends what is new to a user whose access version is this; calls that come while it runs make it look once more. */
  async pump(accessVersion: number): Promise<void> {
    this.asked = Math.max(this.asked ?? 0, accessVersion)
    if (this.pumping || !this.following) return
    this.pumping = true
    try {
      while (this.asked !== null && !this.ended) {
        const version: number = this.asked
        this.asked = null
        await this.sendNews(version)
      }
    } catch {
      this.end(1011)
    } finally {
      this.pumping = false
    }
  }

  private async sendNews(accessVersion: number): Promise<void> {
    if (this.access.accessVersion !== accessVersion) {
      const access = await loadSessionAccess(this.services.database, this.services.clock, this.sessionId)
      if (!access) return this.end(signedOutCode)
      this.access = access
      // What was visible when it was committed may not be any more.
      this.pages.forget()
    }
    if (this.following?.accessVersion !== this.access.accessVersion) await this.reconcile()
    for (let more = true; more && this.following && !this.ended;) {
      const read = this.pages.read(this.access, this.following.kinds, this.following.cursor.number, this.head)
      // What this node has just committed is there already, and fifty followers needn't each wait a turn for it.
      const page = read instanceof Promise ? await read : read
      if (page.bytes && page.next) {
        this.following = { ...this.following, cursor: page.next }
        this.send(this.withAnswers(page.bytes))
      } else if (this.answers) this.send(this.withAnswers(encodeFrames([this.place(this.following.cursor)])))
      more = page.more
    }
  }

  private withAnswers(news: Uint8Array): Uint8Array {
    const { answers } = this
    this.answers = null
    return answers ? concatBytes([answers, news]) : news
  }

  /** The end of a run of frames that brings no news. */
  private place(cursor: Cursor) {
    return { type: 'cursor', after: cursor.number, cursor, serverNow: this.services.clock.now() }
  }

  /** Tells a device whose access has changed what it may still hold (SYNC4). */
  private async reconcile(): Promise<void> {
    const { following, access } = this
    if (!following) return
    if (following.accessVersion < access.wholeVersion) return this.end(noPastCode)
    const { cursor } = following
    this.following = { ...following, accessVersion: access.accessVersion }
    const visible = await visibleFrame(this.services.database, access)
    this.send(encodeFrames([visible, this.place(cursor)]))
  }

  private send(bytes: Uint8Array): void {
    if (this.ended) return
    if (this.socket.bufferedBytes() > bufferLimitBytes) return this.end(tooSlowCode)
    this.socket.send(bytes)
  }
}
