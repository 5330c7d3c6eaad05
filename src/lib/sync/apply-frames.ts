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
import { storing } from '../local-store/storing.ts'
import { MissingDocumentError } from '../local-store/advance-documents.ts'
import { dropOrphanedWriters, dropOtherGenerations, recordTables, storeFrames } from '../local-store/store-records.ts'
import { outboxTables } from '../outbox/append-item.ts'
import { enterKept, isKept } from '../outbox/enter-kept.ts'
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
  return [...new Set([...outboxTables(store), ...recordTables(store)])]
}

export class FrameApplier {
  sawCursor = false
  private pending: Frame[] = []
  /** Device clock, ms. */
  private storedAt = 0
  private answers: ItemAnswer[] = []
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

  /** Stores answers that no cursor followed. */
  async finish(): Promise<void> {
    if (this.answers.length > 0) await this.inTransaction(() => this.storeAnswers(null))
    this.progress(null)
  }

  private async beginSnapshot({ incarnation, accessVersion, documents, records }: SnapshotFrame): Promise<void> {
    const generation = (await readMeta(this.device.store, 'generation')) + 1
    await writeMeta(this.device.store, { generation, incarnation })
    const total = documents + records
    this.snapshot = { generation, accessVersion, received: 0, total }
    this.progress({ received: 0, total })
  }

  private isTimeToStore(): boolean {
    return this.pending.length >= pagesAtOnce || elapsedMs(this.storedAt, this.device.clock.now()) >= storedEveryMs
  }

  private async storePages(): Promise<void> {
    const pages = this.pending
    this.pending = []
    await this.inTransaction(() => this.storeFrames(pages))
    this.storedAt = this.device.clock.now()
    if (!this.snapshot) return
    this.snapshot.received += pages.reduce((sum, frame) => sum + countRecords(frame), 0)
    this.progress({ received: Math.min(this.snapshot.received, this.snapshot.total), total: this.snapshot.total })
  }

  private async close(cursor: CursorFrame): Promise<void> {
    const { store, clock } = this.device
    const frames = this.pending
    this.pending = []
    await this.inTransaction(async () => {
      const known = (await readMeta(store, 'cursor'))?.number ?? 0
      if (!this.snapshot && known < cursor.after) throw new GapError(`cursor ${cursor.after} does not follow ${known}`)
      if (!this.snapshot && known !== cursor.after && this.answers.some(isKept)) {
        // Another tab moved on meanwhile: what the server left out for this device's sake must come by the feed.
        await this.storeAnswers(null)
        return
      }
      await this.storeAnswers(this.snapshot ? null : cursor.cursor.number)
      // Another lane brought these already, and with them what one may see unless that has changed once more.
      const isOld = !this.snapshot && known > cursor.cursor.number
      const seen = await readMeta(store, 'accessVersion')
      await this.storeFrames(
        isOld ? frames.filter((frame) => frame.type === 'visible' && frame.accessVersion > seen) : frames,
      )
      this.sawCursor = true
      if (isOld) return
      if (this.snapshot) await this.endSnapshot(this.snapshot)
      await writeMeta(store, {
        cursor: cursor.cursor,
        lastSyncedAt: clock.now(),
        clockOffsetMs: cursor.serverNow - clock.now(),
      })
      await settleUpTo(this.device, cursor.cursor.number)
    })
    this.snapshot = null
  }

  private async endSnapshot({
    generation,
    accessVersion,
  }: {
    generation: number
    accessVersion: number
  }): Promise<void> {
    await writeMeta(this.device.store, { accessVersion })
    await dropOtherGenerations(this.device.store, generation)
    await dropOrphanedWriters(this.device.store)
    await sendItemsAgain(this.device)
  }

  /** `number`: the cursor that is stored with them, null when none is. */
  private async storeAnswers(number: number | null): Promise<void> {
    const answers = this.answers
    this.answers = []
    if (number !== null) await enterKept(this.device, answers, number)
    await settleAnswers(this.device, answers)
  }

  private async storeFrames(frames: readonly Frame[]): Promise<void> {
    const { store, user } = this.device
    const generation = await readMeta(store, 'generation')
    const inSnapshot = this.snapshot !== null
    await storeFrames(store, frames, { generation, inSnapshot, organisationKind: user.organisationKind })
    const visible = frames.findLast((frame) => frame.type === 'visible')
    if (visible) await writeMeta(store, { accessVersion: visible.accessVersion })
  }

  private async inTransaction(work: () => Promise<void>): Promise<void> {
    const { store } = this.device
    try {
      // An async function of its own: given a plain one that returns a promise, Dexie lets the transaction end at the first `await`.
      await storing(() => store.transaction('rw', tables(store), async () => work()))
    } catch (error) {
      if (error instanceof MissingDocumentError) await writeMeta(store, { cursor: null })
      throw error
    }
  }
}

/** For the progress that is shown: a page says first how many it holds. */
function countRecords(frame: Frame): number {
  return frame.type === 'relationships' || frame.type === 'documents' ? pageCount(frame.page) : 0
}
