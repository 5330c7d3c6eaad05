/**
 * Turns a stream of frames into transactions: what lies between two cursors is stored together with the
 * second, or not at all. Snapshot pages are stored as they come; what the snapshot
 * did not name goes with its last page, and only then does the cursor move.
 */
import { elapsedMs } from '#shared/domain/clock.ts'
import { decodePage, pageCount } from '#shared/protocol/columns.ts'
import { answerColumns, type Frame, type ItemAnswer } from '#shared/protocol/response.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { readMeta, writeMeta, type LocalStore } from '../local-store/local-store.ts'
import { dropFormsOfGone } from '../local-store/local-team.ts'
import { storing } from '../local-store/storing.ts'
import { MissingDocumentError } from '../local-store/advance-documents.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { documentKind } from '#shared/records/document.ts'
import { findKind } from '#shared/records/kinds.ts'
import { readPageIds } from '#shared/records/record-kind.ts'
import { storeFrames } from '../local-store/store-records.ts'
import { dropOlderRecords } from '../local-store/stored-records.ts'
import { outboxTables } from '../outbox/append-item.ts'
import { enterKept, isKept } from '../outbox/enter-kept.ts'
import { followCompacted, followReplaced, readWaitedOn } from '../outbox/remake-items.ts'
import { sendItemsAgain, settleAnswers, settleUpTo } from '../outbox/settle-items.ts'
import type { Device } from '../local-store/device.ts'

/** Of a snapshot so many pages are stored together at most: each transaction waits for the disk. */
const pagesAtOnce = 8
/** On a slow link pages are stored, and shown, as they come, ms. */
const storedEveryMs = 250

/** Told while the first data of all arrives. */
export type Progress = (state: { received: number; total: number } | null) => void

type CursorFrame = Extract<Frame, { type: 'cursor' }>
type SnapshotFrame = Extract<Frame, { type: 'snapshot-begin' }>

/** A live frame that doesn't follow this device's cursor: pull instead (SYNC6). */
export class GapError extends Error {
  override readonly name = 'GapError'
}

function tables(store: LocalStore) {
  return [...outboxTables(store), store.drafts, store.visits]
}

export class FrameApplier {
  sawCursor = false
  /** What came whole and was stored so far. */
  stored = 0
  private pending: Frame[] = []
  /** Device clock, ms. */
  private storedAt = 0
  private answers: ItemAnswer[] = []
  /** The server has named another document in the place of one that something was for. */
  private wasReplaced = false
  private snapshot: { generation: number; accessVersion: number; received: number; total: number } | null = null
  private readonly device: Device
  private readonly progress: Progress

  constructor(device: Device, progress: Progress) {
    this.device = device
    this.progress = progress
  }

  /** Takes the next frame; stores when it closes something. Throws StorageFullError, GapError. */
  async take(frame: Frame): Promise<void> {
    switch (frame.type) {
      case 'answers':
        this.answers.push(...decodePage(answerColumns, frame.page, wireLimits.itemsPerExchange))
        return
      case 'snapshot-begin':
        await this.beginSnapshot(frame)
        return
      case 'cursor':
        await this.close(frame)
        return
      default:
        this.pending.push(frame)
        if (this.snapshot && this.isTimeToStore()) await this.storePages()
    }
  }

  /** There is no more to come. */
  async finish(): Promise<void> {
    await this.keep()
    this.progress(null)
  }

  /** Stores what came whole before a cut: pages of a snapshot, and answers that no cursor followed, but for what they took. */
  async keep(): Promise<void> {
    if (this.snapshot && this.pending.length > 0) await this.storePages()
    if (this.answers.length === 0) return
    await this.inTransaction(async () => this.storeAnswers((await readMeta(this.device.store, 'cursor'))?.number ?? 0))
    this.stored++
  }

  private async beginSnapshot({ resumed, ...frame }: SnapshotFrame): Promise<void> {
    const { incarnation, accessVersion, records: total } = frame
    const { store } = this.device
    await store.transaction('rw', store.meta, async () => {
      const resume = await readMeta(store, 'resume')
      if (resumed !== undefined && resumed !== resume?.place) throw new GapError('another tab has gone on meanwhile')
      const received = resumed === undefined ? 0 : resume!.received
      const generation = (await readMeta(store, 'generation')) + (resumed === undefined ? 1 : 0)
      if (resumed === undefined) await writeMeta(store, { generation, incarnation, held: {}, resume: null })
      this.snapshot = { generation, accessVersion, received, total }
    })
    this.tellProgress()
  }

  private tellProgress(): void {
    if (!this.snapshot) return
    const { received, total } = this.snapshot
    this.progress({ received: Math.min(received, total), total })
  }

  private isTimeToStore(): boolean {
    return this.pending.length >= pagesAtOnce || elapsedMs(this.storedAt, this.device.clock.now()) >= storedEveryMs
  }

  private async storePages(): Promise<void> {
    const pages = this.pending
    this.pending = []
    const snapshot = this.snapshot!
    const received = snapshot.received + pages.reduce((sum, frame) => sum + countRecords(frame), 0)
    await this.inTransaction(async () => {
      await this.requireNewest(snapshot.generation)
      await this.storeFrames(pages)
      const place = placeBehind(pages)
      if (place !== null) await writeMeta(this.device.store, { resume: { place, received } })
    })
    this.storedAt = this.device.clock.now()
    this.stored += pages.length
    snapshot.received = received
    this.tellProgress()
  }

  /** Pages of a snapshot in another's place would stand for what never came. */
  private async requireNewest(generation: number): Promise<void> {
    const newest = await readMeta(this.device.store, 'generation')
    if (generation !== newest) throw new GapError('another tab has begun anew meanwhile')
  }

  private async close(cursor: CursorFrame): Promise<void> {
    const { store, clock } = this.device
    const frames = this.pending
    this.pending = []
    await this.inTransaction(async () => {
      if (this.snapshot) await this.requireNewest(this.snapshot.generation)
      const known = (await readMeta(store, 'cursor'))?.number ?? 0
      if (!this.snapshot && known < cursor.after) throw new GapError(`cursor ${cursor.after} does not follow ${known}`)
      if (!this.snapshot && known !== cursor.after && this.answers.some(isKept)) {
        // Another tab moved on meanwhile: what the server left out for this device's sake must come by the feed.
        await this.storeAnswers(known)
        return
      }
      const reached = Math.max(known, cursor.cursor.number)
      await this.storeAnswers(reached, this.snapshot ? null : cursor.cursor.number)
      // Another lane brought these already, and with them what one may see unless that has changed once more.
      const isOld = !this.snapshot && known > cursor.cursor.number
      const seen = await readMeta(store, 'accessVersion')
      await this.storeRun(
        isOld ? frames.filter((frame) => frame.type === 'visible' && frame.accessVersion > seen) : frames,
      )
      this.sawCursor = true
      if (isOld) return
      if (this.snapshot) await this.endSnapshot(this.snapshot)
      const place = this.snapshot ? null : placeBehind(frames)
      await writeMeta(store, {
        resume: place === null ? null : { place, received: 0 },
        cursor: cursor.cursor,
        lastSyncedAt: clock.now(),
        clockOffsetMs: cursor.serverNow - clock.now(),
      })
      await settleUpTo(this.device, cursor.cursor.number)
    })
    this.snapshot = null
    this.stored++
  }

  private async endSnapshot({
    generation,
    accessVersion,
  }: {
    generation: number
    accessVersion: number
  }): Promise<void> {
    await writeMeta(this.device.store, { accessVersion })
    await dropOlderRecords(this.device.store, generation)
    await dropFormsOfGone(this.device.store)
    await sendItemsAgain(this.device)
  }

  /**
   * What was taken is believed only with the cursor that reaches it: a server that lost it since, and goes on from a backup,
   * would never be asked for it again (SYNC3). Until then it counts as sent, and goes up once more. `entering`: the number
   * under which the device enters what the server left out, null when all comes by the feed.
   */
  private async storeAnswers(reached: number, entering: number | null = null): Promise<void> {
    const isReached = ({ answer }: ItemAnswer) => answer.outcome !== 'accepted' || answer.feedNumber <= reached
    const answers = this.answers.filter(isReached)
    this.answers = this.answers.filter((each) => !isReached(each))
    this.wasReplaced ||= answers.some(
      ({ answer }) => answer.outcome === 'refused' && answer.code === 'document-replaced',
    )
    if (entering !== null) await enterKept(this.device, answers, entering)
    await settleAnswers(this.device, answers)
  }

  /** What waits on a document that another replaces moves to it while both are here. */
  private async storeRun(frames: readonly Frame[]): Promise<void> {
    const gone = frames.filter(({ type }) => type === 'forget')
    await this.storeFrames(frames.filter(({ type }) => type !== 'forget'))
    const mayReplace = this.snapshot !== null || this.wasReplaced || frames.some(isAboutDocuments)
    if (mayReplace) await followReplaced(this.device)
    this.wasReplaced = false
    if (gone.length > 0) await this.storeFrames(gone)
    const mayTake = this.snapshot === null && frames.some(({ type }) => type === 'forget' || type === 'visible')
    if (mayTake) await dropFormsOfGone(this.device.store)
  }

  private async storeFrames(frames: readonly Frame[]): Promise<void> {
    const { store, user } = this.device
    const generation = await readMeta(store, 'generation')
    const inSnapshot = this.snapshot !== null
    const waitedOn = await readWaitedOn(this.device, wholeDocuments(frames))
    await storeFrames(store, frames, { generation, inSnapshot, holder: user })
    await followCompacted(this.device, waitedOn)
    const visible = frames.findLast((frame) => frame.type === 'visible')
    if (visible && (visible.slice?.until ?? null) === null)
      await writeMeta(store, { accessVersion: visible.accessVersion })
  }

  private async inTransaction(work: () => Promise<void>): Promise<void> {
    const { store } = this.device
    try {
      // An async function of its own: given a plain one that returns a promise, Dexie lets the transaction end at the first `await`.
      await storing(() => store.transaction('rw', tables(store), async () => work()))
    } catch (error) {
      if (error instanceof MissingDocumentError) await writeMeta(store, { cursor: null, resume: null })
      throw error
    }
  }
}

/** Where to go on when nothing comes behind these; null when none of them says. */
function placeBehind(frames: readonly Frame[]): string | null {
  return frames.flatMap((frame) => ('place' in frame && frame.place !== undefined ? frame.place : [])).at(-1) ?? null
}

/** One comes whole, or goes. */
function isAboutDocuments(frame: Frame): boolean {
  return (frame.type === 'records' || frame.type === 'forget') && frame.kind === documentKind.name
}

function wholeDocuments(frames: readonly Frame[]): DocumentId[] {
  return frames.flatMap((frame) =>
    frame.type === 'records' && frame.kind === documentKind.name
      ? (readPageIds(documentKind, frame.page) as DocumentId[])
      : [],
  )
}

/** For the progress that is shown: a page says first how many it holds. */
function countRecords(frame: Frame): number {
  return frame.type === 'records' && findKind(frame.kind)?.lies === 'packed' ? pageCount(frame.page) : 0
}
