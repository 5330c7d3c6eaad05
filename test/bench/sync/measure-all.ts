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

function rowOf(
  place: Pick<Row, 'work' | 'n' | 'rttMs' | 'kbps' | 'system'>,
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
function rowsOf(works: readonly Work[], place: Omit<Row, 'work'>, results: readonly RunResult[]): Row[] {
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

export async function measureAll(groups: readonly Group[], settings: Settings): Promise<Outcome> {
  const outcome: Outcome = { rows: [], failures: [] }
  for (const { works, ns, links, systems } of groups) {
    for (const runWork of new Set(works.map((work): RunWork => (work === 'first-rows' ? 'first' : work)))) {
      const answered = works.filter((work) => work === runWork || (runWork === 'first' && work === 'first-rows'))
      for (const n of ns) for (const link of links) await measureColumn(runWork, answered, n, link, systems)
    }
  }
  return outcome

  async function measureColumn(work: RunWork, answered: Work[], n: number, link: Link, all: readonly System[]) {
    const column: Row[] = []
    for (const system of all.filter((candidate) => canDo(candidate, work))) {
      const place = { n, ...link, system }
      const what = `${work} n=${n} rtt=${link.rttMs}ms kbps=${link.kbps || '∞'} ${system}`
      try {
        const seeds = await seedsFor(system, n, settings.seedsFolder, settings.told)
        const results: RunResult[] = []
        for (let run = 0; run < settings.runs; run++) {
          const result = await measureRun({ ...settings, system, work, n, link, seeds })
          settings.told(`${what}: ${result.end.wallS.toFixed(3)} s (run ${run + 1} of ${settings.runs})`)
          results.push(result)
          if (settings.profile !== null && system === 'tandem') settings.told(newestProfile(settings.profile, result))
        }
        column.push(...rowsOf(answered, place as Omit<Row, 'work'>, results))
      } catch (error) {
        outcome.failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
        settings.told(outcome.failures.at(-1)!)
      }
    }
    outcome.rows.push(...column)
    settings.finished(column)
  }
}
