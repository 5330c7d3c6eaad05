/** The client's side of a run: a process of its own that gets ready, starts when told, and says how far it is. */
import type { Side } from '../customer-values.ts'
import type { RunWork, System } from '../plan.ts'

export interface Job {
  system: System
  work: RunWork
  /** Whose device it is: the measured one's, or the colleague's, whose run comes before it and is discarded. */
  side: Side
  n: number
  /** Where the server, or the slow link to it, listens. */
  port: number
  /** Folder of what {@link Job.n} documents were seeded as. */
  seeds: string
}

export interface Traffic {
  upBytes: number
  downBytes: number
  messages: number
}

/** How far a run was at some moment. */
export interface Moment extends Traffic {
  wallS: number
}

/** From an edit on one device to the arrival of its bytes on another, ms. */
export interface Latencies {
  p50Ms: number
  p95Ms: number
}

export interface PreparedClient {
  /** What is measured. */
  run(rowsUsable: () => void): Promise<void>
  /** Of the live lane. */
  latencies?(): Latencies
  /** Over all connections so far. */
  traffic(): Traffic
  /** Afterwards, not measured: what is wrong with what this client holds now. */
  check(): string[] | Promise<string[]>
}

export type ClientMessage =
  | { type: 'ready' }
  | { type: 'rows'; moment: Moment }
  | { type: 'done'; moment: Moment; latencies: Latencies | null }
  | { type: 'checked'; problems: string[] }

export const jobVariable = 'BENCH_JOB'

function tell(message: ClientMessage): Promise<void> {
  return new Promise((resolve) => process.send!(message, () => resolve()))
}

/** Does the job that this process was started for, then ends the process. */
export async function serveJob(prepare: (job: Job) => PreparedClient | Promise<PreparedClient>): Promise<void> {
  const client = await prepare(JSON.parse(process.env[jobVariable]!) as Job)
  const started = new Promise((resolve) => process.once('message', resolve))
  await tell({ type: 'ready' })
  await started
  const before = client.traffic()
  const startedAt = performance.now()
  const moment = (): Moment => {
    const now = client.traffic()
    return {
      wallS: (performance.now() - startedAt) / 1000,
      upBytes: now.upBytes - before.upBytes,
      downBytes: now.downBytes - before.downBytes,
      messages: now.messages - before.messages,
    }
  }
  await client.run(() => void tell({ type: 'rows', moment: moment() }))
  await tell({ type: 'done', moment: moment(), latencies: client.latencies?.() ?? null })
  await tell({ type: 'checked', problems: await client.check() })
  process.exit(0)
}

/** The values at a half and at 95 % of all. */
export function latenciesOf(all: readonly number[]): Latencies {
  const sorted = Float64Array.from(all).toSorted()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { p50Ms: at(0.5), p95Ms: at(0.95) }
}
