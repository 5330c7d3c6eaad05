/** Runs what was asked for, group by group, and makes rows of the medians. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Latencies } from './processes/device-process.ts'
import { measureRun, type Measured, type RunResult } from './measure-run.ts'
import { canDo, type Link, type Row, type RunWork, type System, type Work } from './plan.ts'
import { summariseProfile } from './profile-summary.ts'
import { seedsFor } from './seeds.ts'

export interface Group {
  works: Work[]
  ns: number[]
  links: Link[]
  systems: System[]
}

export interface Settings {
  runs: number
  seedsFolder: string
  profile: string | null
  quietMs: number
  limitS: number
  told(line: string): void
  /** After each group of rows that belong together in a table. */
  finished(rows: readonly Row[]): void
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const round = (value: number, digits: number) => Number(value.toFixed(digits))

type Place = Pick<Row, 'n' | 'rttMs' | 'kbps' | 'system'>

function rowOf(
  place: Place & Pick<Row, 'work'>,
  runs: readonly Measured[],
  latencies: readonly Latencies[],
  otherLoad: number,
): Row {
  const of = (field: keyof Measured, digits: number) => round(median(runs.map((run) => run[field])), digits)
  const row: Row = {
    ...place,
    wallS: of('wallS', 4),
    upBytes: of('upBytes', 0),
    downBytes: of('downBytes', 0),
    messages: of('messages', 0),
    serverCpuS: of('serverCpuS', 3),
    serverRssMb: of('serverRssMb', 1),
    otherLoad: round(otherLoad, 2),
  }
  if (latencies.length === 0) return row
  const p95Ms = round(median(latencies.map((latency) => latency.p95Ms)), 2)
  const p50Ms = round(median(latencies.map((latency) => latency.p50Ms)), 2)
  return { ...row, wallS: round(p95Ms / 1000, 5), p50Ms, p95Ms }
}

/** The rows of all the works that one kind of run answers. */
function rowsOf(works: readonly Work[], place: Place, results: readonly RunResult[]): Row[] {
  const otherLoad = Math.max(...results.map((result) => result.otherLoad))
  const latencies = results.flatMap((result) => (result.latencies ? [result.latencies] : []))
  return works.map((work) => {
    const moments = results.map((result) => (work === 'first-rows' ? (result.rows ?? result.end) : result.end))
    return rowOf({ ...place, work }, moments, latencies, otherLoad)
  })
}

function newestProfile(folder: string, { window }: RunResult): string {
  const files = readdirSync(folder).map((name) => join(folder, name))
  const newest = files.toSorted((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs)[0]
  return newest ? summariseProfile(newest, window) : `no profile in ${folder}`
}

export interface Outcome {
  rows: Row[]
  failures: string[]
}

/** One table: what every system does with the same work, N and link. */
interface Column {
  work: RunWork
  answered: Work[]
  n: number
  link: Link
  systems: System[]
}

export async function measureAll(groups: readonly Group[], settings: Settings): Promise<Outcome> {
  const outcome: Outcome = { rows: [], failures: [] }
  for (const column of groups.flatMap(columnsOf)) {
    const { rows, failures } = await measureColumn(column, settings)
    outcome.rows.push(...rows)
    outcome.failures.push(...failures)
    settings.finished(rows)
  }
  return outcome
}

function columnsOf({ works, ns, links, systems }: Group): Column[] {
  const runWorks = [...new Set(works.map((work): RunWork => (work === 'first-rows' ? 'first' : work)))]
  return runWorks.flatMap((work) => {
    const answered = works.filter((asked) => asked === work || (work === 'first' && asked === 'first-rows'))
    const able = systems.filter((system) => canDo(system, work))
    return ns.flatMap((n) => links.map((link) => ({ work, answered, n, link, systems: able })))
  })
}

/** The systems take turns, so that what else the machine does hits them alike. */
async function measureColumn({ work, answered, n, link, systems }: Column, settings: Settings): Promise<Outcome> {
  const results = new Map(systems.map((system): [System, RunResult[]] => [system, []]))
  const failures: string[] = []
  for (let run = 1; run <= settings.runs; run++) {
    for (const [system, soFar] of results) {
      const what = `${work} n=${n} rtt=${link.rttMs}ms kbps=${link.kbps || '∞'} ${system}`
      try {
        const seeds = await seedsFor(system, n, settings.seedsFolder, settings.told)
        const result = await measureRun({ ...settings, system, work, n, link, seeds })
        soFar.push(result)
        settings.told(`${what}: ${result.end.wallS.toFixed(3)} s (run ${run} of ${settings.runs})`)
        if (settings.profile !== null && system === 'tandem') settings.told(newestProfile(settings.profile, result))
      } catch (error) {
        // A system that gets one run wrong has no row.
        results.delete(system)
        failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
        settings.told(failures.at(-1)!)
      }
    }
  }
  const rows = [...results].flatMap(([system, runs]) => rowsOf(answered, { n, ...link, system }, runs))
  return { rows, failures }
}
