/**
 * Moves what was committed from SQLite's write-ahead log into the database on a thread of its own: done inside a
 * commit, as SQLite does by itself, it holds up everybody for as long as the disk takes.
 */
import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

/** A shorter log is left to wait. A log that has begun anew has room in it, by which a server still starts on a full disk. */
const worthwhileBytes = 1024 * 1024
/** Often enough that a log begins anew before it is long, ms. */
const everyMs = 500

/**
 * When the thread can't keep up, SQLite does it itself once the log has so many pages. It is also what lets a log
 * begin anew under writing that never pauses.
 */
export const pagesAtMost = 16_384
/** SQLite's own default, for when the thread can't be had at all. */
export const pagesWithoutThread = 1000

export class WalCheckpointer {
  private worker: Worker | null = null
  private isWorking = false
  private lastAt = 0
  private failed = false
  private readonly file: string
  private readonly onFailure: () => void

  /** `file`: of the database. `onFailure`: from now on nobody else does it. */
  constructor(file: string, onFailure: () => void) {
    this.file = file
    this.onFailure = onFailure
  }

  /** Call after each commit. */
  committed(): void {
    if (this.failed || this.isWorking || performance.now() - this.lastAt < everyMs) return
    this.lastAt = performance.now()
    if (!this.worker && !this.isWorthwhile()) return
    this.isWorking = true
    this.worker ??= this.start()
    this.worker.postMessage('checkpoint')
  }

  /** Resolves when its connection is closed, so that the one closed after it is the last. */
  async close(): Promise<void> {
    this.failed = true
    const { worker } = this
    if (!worker) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.ref()
    worker.postMessage('close')
    await ended
  }

  private isWorthwhile(): boolean {
    const log = statSync(`${this.file}-wal`, { throwIfNoEntry: false })
    return log !== undefined && log.size > worthwhileBytes
  }

  private start(): Worker {
    const worker = new Worker(new URL('./wal-checkpoint-thread.ts', import.meta.url), {
      workerData: this.file,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    })
    worker.on('message', () => {
      this.isWorking = false
    })
    worker.on('error', () => {
      this.failed = true
      this.onFailure()
    })
    worker.on('exit', () => {
      this.worker = null
    })
    worker.unref()
    return worker
  }
}
