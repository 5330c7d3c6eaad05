/** When a server practises: once it can serve, until somebody really asks, the time is over, or it is to end. */
import { errorFacts, type Log } from '../log.ts'

export class Practice {
  private readonly interruption = new AbortController()
  private readonly log: Log
  private readonly limitMs: number
  private running: Promise<number> | null = null

  /** `limitMs`: after this long no further step begins. */
  constructor(log: Log, limitMs: number) {
    this.log = log
    this.limitMs = limitMs
  }

  get isRunning(): boolean {
    return this.running !== null
  }

  /** Resolves to how many rounds were whole. What goes wrong is logged and stops nothing else. */
  run(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
    this.running = work(AbortSignal.any([this.interruption.signal, AbortSignal.timeout(this.limitMs)]))
      .catch((error: unknown) => {
        this.log.warn(errorFacts(error), 'the warm-up stopped short')
        return 0
      })
      .finally(() => {
        this.running = null
      })
    return this.running
  }

  get isInterrupted(): boolean {
    return this.interruption.signal.aborted
  }

  /** For good: somebody asks. */
  interrupt(): void {
    this.interruption.abort()
  }

  /** Resolves when nothing of it is under way any more. */
  async end(): Promise<void> {
    this.interrupt()
    await this.running
  }
}
