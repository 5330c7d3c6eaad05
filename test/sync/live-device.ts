/** A device on the live lane: the client's own lane and store at one end, a node's hub at the other. */
import type { Frame } from '#shared/protocol/response.ts'
import { FrameApplier } from '#lib/sync/apply-frames.ts'
import { LiveLane } from '#lib/sync/live-lane.ts'
import type { LiveConnection, LiveHandlers } from '#lib/sync/transport.ts'
import { loadAccess } from '../../server/auth/access.ts'
import type { TestDevice } from './world.ts'

export class LiveDevice {
  readonly device: TestDevice
  /** What the server handed to the wire, by whichever way. */
  readonly sent: Uint8Array[] = []
  private lane: LiveLane | null = null
  private turn: Promise<unknown> = Promise.resolve()
  private left = false

  private constructor(device: TestDevice) {
    this.device = device
    const request = device.request.bind(device)
    device.request = async (body, headers) => {
      const response = await request(body, headers)
      const bytes = new Uint8Array(await response.arrayBuffer())
      this.sent.push(bytes)
      return new Response(bytes as BodyInit, { status: response.status })
    }
  }

  /** Exchanges only. */
  static of(device: TestDevice): LiveDevice {
    return new LiveDevice(device)
  }

  get isFollowing(): boolean {
    return this.lane !== null
  }

  /** One thing at a time: exchanges and live frames never write together. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }

  async sync(): Promise<void> {
    await this.inTurn(() => this.device.sync())
  }

  /** Gets what is new, then follows; when the lane ends for anything but the session's end, begins again. */
  async follow(): Promise<void> {
    await this.sync()
    if (this.left) return
    const { device } = this
    const access = (await loadAccess(device.world.database, device.user.id))!
    const { id: sessionId } = await device.world.database
      .selectFrom('session')
      .select('id')
      .where('user_id', '=', device.user.id)
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow()
    const connect = (handlers: LiveHandlers): LiveConnection => {
      const send = (bytes: Uint8Array) => {
        this.sent.push(bytes)
        handlers.received(bytes)
      }
      const close = (code: number) => handlers.closed(code)
      const socket = { send, close, cut: () => close(1006), bufferedBytes: () => 0 }
      const joined = device.world.anyNode().hub.join(socket, access, sessionId)
      queueMicrotask(() => handlers.opened())
      return {
        send: (message) => {
          if (!(message instanceof Uint8Array)) joined.received(JSON.stringify(message))
        },
        close: () => joined.left(),
      }
    }
    const transport = {
      isOffline: () => false,
      exchange: () => Promise.reject(new Error('wire: none')),
      follow: connect,
    }
    this.lane = new LiveLane(device, transport, {
      frames: (frames) => this.inTurn(() => this.apply(frames)),
      ended: (reason) => {
        this.lane = null
        if (reason !== 'signed-out' && !this.left) void this.follow().catch(() => undefined)
      },
    })
    await this.lane.start()
  }

  private async apply(frames: readonly Frame[]): Promise<void> {
    const applier = new FrameApplier(this.device, () => undefined)
    for (const frame of frames) await applier.take(frame)
  }

  async leave(): Promise<void> {
    this.left = true
    this.lane?.stop()
    this.lane = null
    await this.turn
  }
}
