/** One row for each phase of each number of nodes, and the rows as a table. */
import type { Ending } from './check-ending.ts'
import type { Latencies } from './load.ts'

export interface Measured {
  /** From an edit to the moment another client had it, ms. */
  convergedP50: number
  convergedP95: number
  convergedMax: number
  /** From an edit to its acknowledgement, ms. */
  acknowledgedP50: number
  acknowledgedP95: number
}

export interface NodesRow extends Measured, Ending {
  phase: 'steady' | 'flat-out' | 'kill'
  nodes: number
  clients: number
  seconds: number
  editsPerS: number
  /** All nodes together. */
  nodeCpuMsPerEdit: number
  databaseCpuMsPerEdit: number
  /** What the database grew by, indexes and copies to be vacuumed included. */
  kilobytesPerEdit: number
  /** Processors that something else on the machine kept busy: latencies mean little when it is much. */
  otherCores: number
  /** Requests and live connections that failed and were tried again, by reason. */
  failures: Record<string, number>
  /** Everybody knew of every edit a minute after the last at most. */
  settled: boolean
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN
}

export function measured({ convergedMs, acknowledgedMs }: Latencies): Measured {
  const converged = convergedMs.toSorted((a, b) => a - b)
  const acknowledged = acknowledgedMs.toSorted((a, b) => a - b)
  return {
    convergedP50: percentile(converged, 0.5),
    convergedP95: percentile(converged, 0.95),
    convergedMax: percentile(converged, 1),
    acknowledgedP50: percentile(acknowledged, 0.5),
    acknowledgedP95: percentile(acknowledged, 0.95),
  }
}

const columns: [heading: string, cell: (row: NodesRow) => string][] = [
  ['nodes', (row) => String(row.nodes)],
  ['phase', (row) => row.phase],
  ['edits/s', (row) => row.editsPerS.toFixed(1)],
  ['converged p50', (row) => row.convergedP50.toFixed(0)],
  ['p95', (row) => row.convergedP95.toFixed(0)],
  ['max ms', (row) => row.convergedMax.toFixed(0)],
  ['ack p50', (row) => row.acknowledgedP50.toFixed(0)],
  ['p95 ms', (row) => row.acknowledgedP95.toFixed(0)],
  ['node CPU ms/edit', (row) => row.nodeCpuMsPerEdit.toFixed(1)],
  ['database', (row) => row.databaseCpuMsPerEdit.toFixed(1)],
  ['kB/edit', (row) => row.kilobytesPerEdit.toFixed(1)],
  ['other load', (row) => row.otherCores.toFixed(2)],
  ['failed', (row) => String(Object.values(row.failures).reduce((sum, count) => sum + count, 0))],
  ['acknowledged', (row) => String(row.acknowledged)],
  ['lost', (row) => String(row.lost)],
  ['twice', (row) => String(row.repeated)],
  ['diverged', (row) => `${row.diverged} of ${row.compared}`],
  ['settled', (row) => (row.settled ? 'yes' : 'NO')],
]

export function printRows(rows: readonly NodesRow[]): string {
  const lines = [columns.map(([heading]) => heading), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
  const widths = columns.map((_, place) => Math.max(...lines.map((line) => line[place]!.length)))
  return lines.map((line) => line.map((cell, place) => cell.padStart(widths[place]!)).join('  ')).join('\n')
}
