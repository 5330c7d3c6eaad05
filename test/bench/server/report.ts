/** One row for each database, number of clients and batch size. */
export interface PushRow {
  database: 'sqlite' | 'postgres'
  clients: number
  batch: number
  items: number
  itemsPerS: number
  /** From sending a batch to its answer, by the items in it, ms. */
  msPerItem: number
  requestP50Ms: number
  requestP95Ms: number
  serverCpuMsPerItem: number
  /** Of PostgreSQL's own processes; SQLite's is in the server's. */
  databaseCpuMsPerItem: number
  /** Processors that something else on the machine kept busy. */
  otherCores: number
  /** Load average of the last minute. */
  load: number
}

const columns: [heading: string, cell: (row: PushRow) => string][] = [
  ['database', (row) => row.database],
  ['clients', (row) => String(row.clients)],
  ['batch', (row) => String(row.batch)],
  ['items/s', (row) => row.itemsPerS.toFixed(0)],
  ['ms/item', (row) => row.msPerItem.toFixed(2)],
  ['request p50', (row) => row.requestP50Ms.toFixed(1)],
  ['p95 ms', (row) => row.requestP95Ms.toFixed(1)],
  ['server CPU ms/item', (row) => row.serverCpuMsPerItem.toFixed(2)],
  ['database', (row) => (Number.isFinite(row.databaseCpuMsPerItem) ? row.databaseCpuMsPerItem.toFixed(2) : '–')],
  ['other load', (row) => row.otherCores.toFixed(2)],
  ['load average', (row) => row.load.toFixed(1)],
]

export function printRows(rows: readonly PushRow[]): string {
  const lines = [columns.map(([heading]) => heading), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
  const widths = columns.map((_, place) => Math.max(...lines.map((line) => line[place]!.length)))
  return lines.map((line) => line.map((cell, place) => cell.padStart(widths[place]!)).join('  ')).join('\n')
}
