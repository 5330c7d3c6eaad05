/**
 * One run: a new server, a colleague's device whose run is discarded, then the measured client, perhaps over a slow link;
 * the result is checked before it counts.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startClient } from './processes/client-process.ts'
import type { Latencies, Moment } from './processes/device-process.ts'
import { startLinkProxy } from './wire/link-proxy.ts'
import type { Link, RunWork, System } from './plan.ts'
import type { TimeWindow } from './profile-summary.ts'
import {
  cpuSeconds,
  machineBusySeconds,
  peakMemoryMb,
  resetPeakMemory,
  waitForIdle,
  waitForQuiet,
} from './process-usage.ts'
import { startServer, type ServerProcess } from './processes/server-process.ts'
import { contestants } from './systems.ts'

export interface RunOptions {
  system: System
  work: RunWork
  n: number
  link: Link
  seeds: string
  /** Folder for the Tandem server's CPU profiles; null for none. */
  profile: string | null
  /** Longest time to wait for other work on this machine to pause, ms. */
  quietMs: number
  /** Longest time a client may take, s. */
  limitS: number
}

export interface Measured extends Moment {
  serverCpuS: number
  serverRssMb: number
}

export interface RunResult {
  /** When the list's rows were usable; null when that was no moment of its own. */
  rows: Measured | null
  end: Measured
  latencies: Latencies | null
  /** What else the machine did meanwhile, in cores. */
  otherLoad: number
  /** When the work began and ended, by the machine's monotonic clock, microseconds. */
  window: TimeWindow
}

const monotonicUs = () => Number(process.hrtime.bigint() / 1000n)

/** Rejects when anything about the result is wrong. */
export async function measureRun(options: RunOptions): Promise<RunResult> {
  const { system, work, n, link, seeds, profile, quietMs, limitS } = options
  const contestant = contestants[system]
  const temporary = mkdtempSync(join(tmpdir(), 'tandem-bench-'))
  const folder = join(temporary, 'data')
  mkdirSync(folder)
  const stops: (() => void)[] = []
  try {
    const command = contestant.prepare(seeds, folder, work, profile)
    await waitForQuiet(quietMs)
    const server = await startServer(command)
    stops.push(server.kill)
    await practise(options, server)
    resetPeakMemory(server.pid)
    const proxy = link.rttMs > 0 || link.kbps > 0 ? await startLinkProxy(server.port, link) : null
    if (proxy) stops.push(proxy.close)
    const job = { system, work, side: 'local', n, seeds, port: proxy?.port ?? server.port } as const
    const client = startClient(contestant.client(work), job)
    stops.push(client.kill)
    await client.next('ready', limitS)

    const before = { server: cpuSeconds(server.pid), client: cpuSeconds(client.pid), machine: machineBusySeconds() }
    const own = process.cpuUsage()
    const measure = (moment: Moment): Measured => ({
      ...moment,
      serverCpuS: cpuSeconds(server.pid) - before.server,
      serverRssMb: peakMemoryMb(server.pid),
    })
    let rows: Measured | null = null
    client.onRows(({ moment }) => (rows = measure(moment)))
    const fromUs = monotonicUs()
    client.start()
    const done = await client.next('done', limitS)
    const { user, system: kernel } = process.cpuUsage(own)
    const ours = cpuSeconds(server.pid) - before.server + cpuSeconds(client.pid) - before.client + (user + kernel) / 1e6
    const otherLoad = Math.max(0, (machineBusySeconds() - before.machine - ours) / done.moment.wallS)

    const window = { fromUs, toUs: monotonicUs() }
    await waitForIdle(server.pid, contestant.settleMs)
    const end = measure(done.moment)
    const { problems } = await client.next('checked', limitS)
    await server.stop()
    problems.push(...contestant.check(folder, seeds, n, work).map((problem) => `server: ${problem}`))
    if (problems.length > 0) throw new Error(`wrong result: ${problems.join('; ')}`)
    return { rows, end, latencies: done.latencies, otherLoad, window }
  } finally {
    for (const stop of stops) stop()
    rmSync(temporary, { recursive: true, force: true })
  }
}

/**
 * The same for every system, on the server that is then measured: a colleague's device does the work first, at full speed, so
 * that code has been compiled. Of a return that makes the 500 edits which the measured device then gets.
 */
async function practise({ system, work, n, seeds, limitS }: RunOptions, server: ServerProcess): Promise<void> {
  const contestant = contestants[system]
  // The live lane begins with everybody up to date: its practice is a first sync.
  const practised = work === 'live' ? 'first' : work
  const job = { system, work: practised, side: 'remote', n, seeds, port: server.port } as const
  const client = startClient(contestant.client(practised), job)
  try {
    await client.next('ready', limitS)
    client.start()
    await client.next('done', limitS)
    await waitForIdle(server.pid, contestant.settleMs)
  } finally {
    client.kill()
  }
}
