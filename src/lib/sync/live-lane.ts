/**
 * The live lane on the device (SYNC6). It only ever continues from the cursor: a gap, a dead link or an
 * unreadable frame closes it, and the engine pulls. Items go up on it while it is open. `readyState` lies when the network is gone, so silence decides.
 */
import { elapsedMs } from '#shared/domain/clock.ts'
import { FrameReader } from '#shared/protocol/frame.ts'
import type { Frame } from '#shared/protocol/response.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { readMeta } from '../local-store/local-store.ts'
import type { Device } from '../local-store/device.ts'
import { readFrame } from './read-frame.ts'
import type { LiveConnection, Transport } from './transport.ts'

export interface LiveLaneEvents {
  /** Whole runs of frames, each ending with a cursor. Awaited before the next. */
  frames(frames: readonly Frame[]): Promise<void>
  ended(reason: 'closed' | 'silent' | 'signed-out' | 'update-needed'): void
}

/** How often to look; a link that died is found within `deadLinkMs`, so one look earlier. */
const lookEveryMs = 5000

/** Items whose answers take longer go by an exchange once more; ids make that harmless (PUSH1). */
const answerWithinMs = 10_000

const signedOutCode = 4401
const updateNeededCode = 4426
/** Not from the server: the device itself found the link dead. */
const silentCode = 4409

const reasons = new Map<number, 'silent' | 'signed-out' | 'update-needed'>([
  [silentCode, 'silent'],
  [signedOutCode, 'signed-out'],
  [updateNeededCode, 'update-needed'],
])

export class LiveLane {
  private connection: LiveConnection | null = null
  private opened = false
  /** Ends the waiting for answers. */
  private answered: ((stored: boolean) => void) | null = null
  private lastHeardAt = 0
  private watch: ReturnType<typeof setInterval> | null = null
  private readonly device: Device
  private readonly transport: Transport
  private readonly events: LiveLaneEvents

  constructor(device: Device, transport: Transport, events: LiveLaneEvents) {
    this.device = device
    this.transport = transport
    this.events = events
  }

  get open(): boolean {
    return this.connection !== null
  }

  /** Whether items may go this way now. */
  get takesItems(): boolean {
    return this.connection !== null && this.opened && this.answered === null
  }

  /**
   * Sends the body of an exchange over the lane; resolves to whether its answers are stored. When they don't come,
   * the lane is closed first: an answer that came later would be about items that have gone another way by then.
   */
  async push(body: Uint8Array): Promise<boolean> {
    const { connection } = this
    if (!connection) return false
    const answered = new Promise<boolean>((resolve) => {
      this.answered = resolve
    })
    const timer = setTimeout(() => this.stop(), answerWithinMs)
    connection.send(body)
    return answered.finally(() => clearTimeout(timer))
  }

  async start(): Promise<void> {
    if (this.connection) return
    const cursor = await readMeta(this.device.store, 'cursor')
    if (!cursor) return
    const accessVersion = await readMeta(this.device.store, 'accessVersion')
    const reader = new FrameReader(wireLimits.requestBytes)
    let run: Frame[] = []
    let work = Promise.resolve()
    this.lastHeardAt = this.device.clock.now()
    const connection = this.transport.follow({
      opened: () => {
        const userId = this.device.user.id
        connection.send({ type: 'follow', userId, protocol: protocolVersion, kinds: readKinds, cursor, accessVersion })
        this.opened = true
      },
      received: (bytes) => {
        this.lastHeardAt = this.device.clock.now()
        work = work
          .then(async () => {
            for (const value of reader.push(bytes)) {
              const frame = readFrame(value)
              if (frame === null) continue
              if (frame.type === 'heartbeat') connection.send({ type: 'alive' })
              else run.push(frame)
              if (frame.type !== 'cursor') continue
              const whole = run
              run = []
              if (this.connection !== connection) return
              await this.events.frames(whole)
              if (whole.some(({ type }) => type === 'answers')) this.endPush(true)
            }
          })
          .catch(() => this.stop())
      },
      closed: (code) => this.ended(connection, code),
    })
    this.connection = connection
    this.watch = setInterval(() => this.checkSilence(), lookEveryMs)
  }

  stop(code = 1000): void {
    const connection = this.connection
    if (!connection) return
    this.ended(connection, code)
    connection.close()
  }

  private checkSilence(): void {
    const silentMs = elapsedMs(this.lastHeardAt, this.device.clock.now())
    if (silentMs > wireLimits.deadLinkMs - lookEveryMs) this.stop(silentCode)
  }

  private endPush(stored: boolean): void {
    const { answered } = this
    this.answered = null
    answered?.(stored)
  }

  private ended(connection: LiveConnection, code: number): void {
    if (this.connection !== connection) return
    this.connection = null
    this.opened = false
    this.endPush(false)
    if (this.watch) clearInterval(this.watch)
    this.events.ended(reasons.get(code) ?? 'closed')
  }
}
