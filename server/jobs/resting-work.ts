/**
 * Work that nobody waits for, with rests in between. SQLite answers without leaving the event loop, and a commit waits for
 * the disk there: without rests each step of an answer to somebody who waits would wait for a piece of it.
 */
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'

/** So many times as long as the work took. */
const restsFor = 3
/** However busy the server is with others meanwhile, ms: the work goes on. */
const longestRestMs = 500

export class RestingWork {
  private begun = performance.eventLoopUtilization()

  /** Await it between two pieces. Only what keeps the event loop busy counts, not waiting for another machine. */
  async rest(): Promise<void> {
    const { active } = performance.eventLoopUtilization(this.begun)
    await pause(Math.min(restsFor * active, longestRestMs))
    this.begun = performance.eventLoopUtilization()
  }
}
