/**
 * Keeps one user's store and the server alike: send what waits over the live lane while it is open, exchange when
 * it is not or something is due, back off when the server can't be reached. One tab runs it (Web Lock); all tabs read its report.
 */
import type { Subscription } from 'dexie'
import { elapsedMs } from '#shared/domain/clock.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { readMeta, watchRead } from '../local-store/local-store.ts'
import { countWaiting } from '../local-store/read-outbox.ts'
import type { OutboxItem } from '../local-store/outbox-item.ts'
import { StorageFullError } from '../local-store/storing.ts'
import { sittingLeftMs } from '../outbox/sitting.ts'
import { freshReport, reportBoard, type SyncReport } from '../local-store/sync-report.ts'
import type { Device } from '../local-store/device.ts'
import { FrameApplier } from './apply-frames.ts'
import { BackOff } from './back-off.ts'
import { exchange, exchangeOverLane, type ExchangeOptions, type ExchangeResult } from './exchange.ts'
import { LiveLane } from './live-lane.ts'
import { Portion } from './portion.ts'
import { CutError } from './read-ahead.ts'
import type { Transport } from './transport.ts'
import { UnknownFrameError } from './read-frame.ts'

/** Even with a quiet live lane the device asks again this often. */
const idleMs = 5 * 60_000
const withoutLaneMs = 15_000
/** A live lane that lived this long was a working one. */
const laneLastedMs = 5000
/** Fewer whole pages than these before a cut are too few: most of what was sent was lost with the next. */
const fewPages = 4
/** A link that says nothing for so long is said to be dead, ms; with the time a silent lane takes to be found out less than 30 s. */
const doubtAfterMs = 25_000

/**
 * Asked when the server took a request for nobody's: whether the person must sign in again. The request may have had a
 * cookie that is no longer this browser's.
 */
export type SignedOutCheck = () => Promise<boolean>

export class SyncEngine {
  private readonly backOff = new BackOff()
  private readonly storageBackOff = new BackOff()
  private readonly lane: LiveLane
  private readonly device: Device
  private readonly transport: Transport
  private readonly isSignedOut: SignedOutCheck
  private wake: () => void = () => undefined
  private woken = false
  private hurried = false
  private readonly laneBackOff = new BackOff()
  private readonly stuckBackOff = new BackOff()
  private waitedLast = Infinity
  /** Whether the last exchange got an answer. Until one does, it is asked without items: tried ones can't be taken back. */
  private answering = false
  private readonly items = new Portion(wireLimits.itemsPerExchange)
  private readonly page = new Portion(wireLimits.pageSize)
  /** How many items the exchange under way took along. */
  private sent = 0
  private sittingEnds: ReturnType<typeof setTimeout> | undefined
  private doubt: ReturnType<typeof setTimeout> | undefined
  /** Device clock, ms. */
  private laneStartedAt = 0
  private laneEndedAt = 0
  private lanePauseMs = 0
  /** Exchanges and live frames never write at the same time. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor(device: Device, transport: Transport, isSignedOut: SignedOutCheck = () => Promise.resolve(true)) {
    this.device = device
    this.isSignedOut = isSignedOut
    this.transport = transport
    this.lane = new LiveLane(device, transport, {
      frames: (frames) =>
        this.inTurn(async () => {
          const applier = new FrameApplier(device, () => undefined)
          for (const frame of frames) await applier.take(frame)
        }),
      ended: (reason) => {
        if (reason === 'silent') reportBoard.tell({ online: false })
        if (reason === 'update-needed') reportBoard.tell({ updateNeeded: true })
        this.laneEnded()
      },
    })
  }

  /** Runs until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.lane.stop()
      this.poke()
    })
    reportBoard.leading = true
    reportBoard.tell(freshReport)
    const watching = this.watchOutbox()
    while (!signal.aborted) await this.rest(await this.step(), signal)
    watching.unsubscribe()
    clearTimeout(this.sittingEnds)
  }

  /** Ends the current rest: something waits, the network is back, the page is visible again. */
  poke(): void {
    this.woken = true
    this.wake()
  }

  /** Asked by the person: what is being typed goes out as it is. */
  hurry(): void {
    this.hurried = true
    this.poke()
  }

  /** After signing in again. */
  resume(): void {
    reportBoard.tell({ signedOut: false })
    this.poke()
  }

  private watchOutbox(): Subscription {
    return watchRead(() => this.device.store.outbox.where('state').equals('queued').last()).subscribe({
      next: (newest) => {
        clearTimeout(this.sittingEnds)
        if (!newest) return
        // What could be stored shows that there is room.
        this.storageBackOff.reset()
        this.pokeAfterSitting(newest)
      },
      error: () => undefined,
    })
  }

  private pokeAfterSitting(newest: OutboxItem): void {
    const leftMs = sittingLeftMs(newest, this.device.clock.now())
    if (leftMs === 0) this.poke()
    else this.sittingEnds = setTimeout(() => this.pokeAfterSitting(newest), leftMs)
  }

  private async rest(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.woken) {
      this.woken = false
      return
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.woken = false
  }

  /** What the screen says must not outlast a link on which nothing comes: another exchange finds out, but takes its time. */
  private expectAnswer(): void {
    clearTimeout(this.doubt)
    this.doubt = setTimeout(() => reportBoard.tell({ known: true, online: false, exchanging: false }), doubtAfterMs)
  }

  /** One exchange; returns how long to rest after it, ms. */
  private async step(): Promise<number> {
    const { signedOut, updateNeeded } = reportBoard.current
    if (signedOut || updateNeeded) return idleMs
    try {
      this.expectAnswer()
      const sending = (items: number) => {
        this.sent = items
        reportBoard.tell({ exchanging: true })
      }
      const options = {
        holdTyping: !this.hurried,
        following: this.lane.open,
        withoutItems: !this.answering,
        sending,
      }
      if (!options.withoutItems) this.hurried = false
      const result = (await this.overLane(options)) ?? (await this.byExchange(options))
      if (result.outcome === 'refused') return await this.refused(result.code, result.retryAfterMs)
      reportBoard.tell({ known: true, online: true, exchanging: false, firstSync: null, serverOlder: false })
      // It answers again: now what waits. That alone doesn't show that the link takes it.
      if (options.withoutItems && result.more) return 0
      this.backOff.reset()
      this.storageBackOff.reset()
      if (result.more) return await this.goOn()
      this.waitedLast = Infinity
      await this.startLane()
      return this.lane.open ? idleMs : withoutLaneMs
    } catch (error) {
      return this.failed(error)
    } finally {
      clearTimeout(this.doubt)
    }
  }

  private async overLane(options: ExchangeOptions): Promise<ExchangeResult | null> {
    // A socket may seem open for a while after the network has gone.
    if (!this.lane.takesItems || this.transport.isOffline()) return null
    this.sent = 0
    const limited = { ...options, mostItems: this.items.most }
    const result = await exchangeOverLane(this.device, this.lane, (work) => this.inTurn(work), limited)
    if (result) this.items.cameThrough()
    else if (this.sent > 0) this.items.cut(this.sent)
    return result
  }

  private async byExchange(options: ExchangeOptions): Promise<ExchangeResult> {
    if (this.transport.isOffline()) throw new Error('this device has no network')
    const progress = (firstSync: SyncReport['firstSync']) => {
      this.expectAnswer()
      void this.tellProgress(firstSync)
    }
    let answered = false
    this.sent = 0
    const limits = { mostItems: this.items.most, page: this.page.most }
    const told = { ...options, ...limits, heard: () => (answered = true) }
    try {
      const result = await this.inTurn(() => exchange(this.device, this.transport, progress, told))
      this.answering = true
      if (result.outcome === 'done') {
        this.page.cameThrough()
        if (this.sent > 0) this.items.cameThrough()
      }
      return result
    } catch (error) {
      if (!(error instanceof StorageFullError)) this.answering = answered
      if (error instanceof CutError && error.stored < fewPages) this.page.cut()
      if (this.sent > 0 && !answered) this.items.cut(this.sent)
      throw error
    }
  }

  /** More waits: at once while it gets less, with growing pauses when it doesn't. */
  private async goOn(): Promise<number> {
    const waiting = await countWaiting(this.device.store)
    const isLess = waiting < this.waitedLast || waiting === 0
    this.waitedLast = waiting
    if (isLess) this.stuckBackOff.reset()
    return isLess ? 0 : this.stuckBackOff.next()
  }

  private async startLane(): Promise<void> {
    const now = this.device.clock.now()
    if (this.lane.open || elapsedMs(this.laneEndedAt, now) < this.lanePauseMs) return
    this.laneStartedAt = now
    await this.lane.start()
  }

  /** A lane that lasted was cut: pull at once. One that is closed as soon as it opens must not be knocked at without pause. */
  private laneEnded(): void {
    const now = this.device.clock.now()
    const wasYoung = elapsedMs(this.laneStartedAt, now) < laneLastedMs
    if (!wasYoung) this.laneBackOff.reset()
    this.laneEndedAt = now
    this.lanePauseMs = wasYoung ? this.laneBackOff.next() : 0
    if (this.lanePauseMs === 0) this.poke()
    else setTimeout(() => this.poke(), this.lanePauseMs)
  }

  private async refused(code: string, retryAfterMs: number | null): Promise<number> {
    reportBoard.tell({
      known: true,
      online: true,
      exchanging: false,
      updateNeeded: code === 'update-needed',
      serverOlder: code === 'server-older',
    })
    if (code === 'signed-out' && (await this.isSignedOut())) reportBoard.tell({ signedOut: true })
    return retryAfterMs ?? this.backOff.next()
  }

  private async failed(error: unknown): Promise<number> {
    const storageFull = error instanceof StorageFullError
    const updateNeeded = error instanceof UnknownFrameError
    // Something came through all the same: as good as any answer, and what is left is asked for at once.
    const gotOn = error instanceof CutError && error.stored > 0
    if (gotOn) this.backOff.reset()
    const online = gotOn ? {} : { online: storageFull || updateNeeded }
    reportBoard.tell({ known: true, ...online, exchanging: false, updateNeeded })
    return storageFull ? this.storageBackOff.next() : this.backOff.next()
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.turn.then(work)
    this.turn = mine.catch(() => undefined)
    return mine
  }

  /** Progress is for the first data of all; later snapshots replace quietly. */
  private async tellProgress(firstSync: SyncReport['firstSync']): Promise<void> {
    if (firstSync === null) return reportBoard.tell({ firstSync })
    // Nobody waits for it: a store that is closed meanwhile, as by signing out, fails whoever stores what has come.
    const syncedAt = await readMeta(this.device.store, 'lastSyncedAt').catch(() => null)
    if (syncedAt === 0) reportBoard.tell({ firstSync, online: true })
  }
}
