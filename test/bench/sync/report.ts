/** Rows as tables: one for each work and link, with what Tandem's figures are to the best of others and to raw HTTP's. */
import { engines, peers, type Row, type System } from './plan.ts'

const kilo = (bytes: number) =>
  bytes >= 100_000 ? `${(bytes / 1e6).toFixed(2)} MB` : `${(bytes / 1000).toFixed(1)} kB`
const seconds = (value: number) => value.toFixed(value < 10 ? 3 : 1)
const figure = (value: number, write: (value: number) => string) => (Number.isFinite(value) ? write(value) : '–')

const headings = [
  '',
  'wall s',
  'up',
  'down',
  'messages',
  'server CPU s',
  'server peak MB',
  'p50 ms',
  'p95 ms',
  'other load',
]

function cells(row: Row): string[] {
  return [
    row.system,
    figure(row.wallS, seconds),
    figure(row.upBytes, kilo),
    figure(row.downBytes, kilo),
    String(row.messages),
    figure(row.serverCpuS, (value) => value.toFixed(2)),
    figure(row.serverRssMb, (value) => value.toFixed(0)),
    figure(row.p50Ms ?? NaN, (value) => value.toFixed(1)),
    figure(row.p95Ms ?? NaN, (value) => value.toFixed(1)),
    figure(row.otherLoad, (value) => value.toFixed(2)),
  ]
}

const times = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)}×`

/** The least of these systems' figures by Tandem's: how many times less Tandem needs. */
function ratioToBest(what: string, systems: readonly System[], tandem: Row, rows: readonly Row[]): string[] {
  const others = rows.filter((row) => systems.includes(row.system))
  if (others.length === 0) return []
  const best = (field: 'wallS' | 'serverCpuS' | 'serverRssMb') => Math.min(...others.map((row) => row[field]))
  const { system } = others.find((row) => row.wallS === best('wallS'))!
  return [
    `${what} / tandem: wall ${times(best('wallS') / tandem.wallS)} (${system})`,
    `server CPU ${times(best('serverCpuS') / tandem.serverCpuS)}`,
    `server memory ${times(best('serverRssMb') / tandem.serverRssMb)}`,
  ]
}

function ratioToRaw(tandem: Row, rows: readonly Row[]): string[] {
  const raw = rows.find((row) => row.system === 'raw-gzip')
  if (!raw) return []
  const bytes = ({ upBytes, downBytes }: Row) => upBytes + downBytes
  return [`tandem / raw-gzip: bytes ${times(bytes(tandem) / bytes(raw))}`, `wall ${times(tandem.wallS / raw.wallS)}`]
}

/** One table: rows of one work, N and link. */
export function printTable(rows: readonly Row[]): string {
  const [first] = rows
  if (!first) return ''
  const link = `RTT ${first.rttMs} ms${first.kbps > 0 ? `, ${first.kbps / 1000} Mbit/s` : ''}`
  const isLive = first.work === 'live'
  const shown = headings.map((_, column) => column).filter((column) => isLive || (column !== 7 && column !== 8))
  const lines = [headings, ...rows.map(cells)].map((line) => shown.map((column) => line[column]!))
  const widths = shown.map((_, place) => Math.max(...lines.map((line) => line[place]!.length)))
  const table = lines.map((line) =>
    line.map((cell, place) => (place === 0 ? cell.padEnd(widths[place]!) : cell.padStart(widths[place]!))).join('  '),
  )
  const tandem = rows.find((row) => row.system === 'tandem')
  const ratios = tandem
    ? [
        ratioToBest('best Yjs peer', peers, tandem, rows),
        rows.some((row) => engines.includes(row.system))
          ? ratioToBest('best of any kind', [...peers, ...engines], tandem, rows)
          : [],
        ratioToRaw(tandem, rows),
      ]
    : []
  return [
    `${first.work}, ${first.n.toLocaleString('en')} documents, ${link}`,
    ...table.map((line) => `  ${line.trimEnd()}`),
    ...ratios.filter((ratio) => ratio.length > 0).map((ratio) => `  ${ratio.join(' · ')}`),
  ].join('\n')
}

/** All tables: rows that share work, N and link are one. */
export function printTables(rows: readonly Row[]): string {
  const tables = Map.groupBy(rows, (row) => `${row.work} ${row.n} ${row.rttMs} ${row.kbps}`)
  return [...tables.values()].map(printTable).join('\n\n')
}
