/**
 * `npm run bench:nodes`: 1, 2 and 3 nodes over one PostgreSQL (embedded, fsync on), 200 simulated clients that go
 * to any of them: a steady rate, then as much as is taken, then a node killed every few seconds.
 */
import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { openDatabase, type Database } from '../../server/database/connection.ts'
import { Postgres } from '../support/postgres.ts'
import { checkEnding, type Ending } from './nodes/check-ending.ts'
import { Cluster } from './nodes/cluster.ts'
import { familyCpuSeconds } from './nodes/family-usage.ts'
import { Load } from './nodes/load.ts'
import { seedParties } from './nodes/parties.ts'
import { measured, printRows, type NodesRow } from './nodes/report.ts'
import { machineBusySeconds, waitForQuiet } from './sync/process-usage.ts'

const usage = `Use: npm run bench:nodes -- [options]
  --nodes 1,2,3      how many nodes, one run each; the last one's are then killed one by one
  --clients 200      simulated devices, ten to an MSP
  --customers 10     of each MSP
  --rate 20          edits a second, over all clients
  --steady 20        how long at that rate, s
  --flat-out 10      how long as fast as edits are taken, s; 0 leaves it out
  --seconds 120      how long nodes are killed; 0 leaves it out
  --every 5          one is killed every so many seconds
  --quiet 30         longest wait for other work on the machine to pause before each phase, s
  --json FILE        write the rows there too`

function readOptions() {
  const { values } = parseArgs({
    options: {
      nodes: { type: 'string', default: '1,2,3' },
      clients: { type: 'string', default: '200' },
      customers: { type: 'string', default: '10' },
      rate: { type: 'string', default: '20' },
      steady: { type: 'string', default: '20' },
      'flat-out': { type: 'string', default: '10' },
      seconds: { type: 'string', default: '120' },
      every: { type: 'string', default: '5' },
      quiet: { type: 'string', default: '30' },
      json: { type: 'string' },
    },
  })
  const number = (given: string) => {
    const read = Number(given)
    if (given.trim() === '' || !(read >= 0)) throw new Error(`not a number: ${given}`)
    return read
  }
  return {
    nodes: values.nodes.split(',').map(number),
    clients: number(values.clients),
    customers: number(values.customers),
    rate: number(values.rate),
    steadyS: number(values.steady),
    flatOutS: number(values['flat-out']),
    killS: number(values.seconds),
    everyS: number(values.every),
    quietMs: number(values.quiet) * 1000,
    json: values.json,
  }
}

type Options = ReturnType<typeof readOptions>

const peopleEach = 10
const settleLimitMs = 60_000
/** So many edits of each client are under way when all push as fast as they can. */
const inHand = 5

interface Setting {
  options: Options
  cluster: Cluster
  load: Load
  postgres: { cpuSeconds(): number }
  database: Database
  report(row: NodesRow): void
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** The database on disk, indexes included, bytes. */
async function sizeOf(database: Database): Promise<number> {
  const { rows } = await sql<{ size: number }>`select pg_database_size(current_database()) as size`.execute(database)
  return rows[0]!.size
}

/** One phase, measured: the work, then waiting until everybody knows of everything. */
async function phase(setting: Setting, name: NodesRow['phase'], work: () => Promise<void>): Promise<void> {
  const { cluster, load, postgres, database, options } = setting
  await waitForQuiet(options.quietMs)
  load.takeLatencies()
  load.failures.clear()
  const [acknowledged, begun] = [load.acknowledgedItems.length, performance.now()]
  const size = await sizeOf(database)
  const [nodeCpu, databaseCpu, clientCpu] = [cluster.cpuSeconds(), postgres.cpuSeconds(), ownCpuSeconds()]
  const machineCpu = machineBusySeconds()
  await work()
  const worked = performance.now() - begun
  const settled = await load.settle(settleLimitMs)
  // Flat out there is always a queue: only what everybody has by the end counts as done.
  const seconds = (name === 'flat-out' ? performance.now() - begun : worked) / 1000
  const edits = load.acknowledgedItems.length - acknowledged
  const perEdit = (cpuS: number) => (cpuS * 1000) / edits
  const used = { node: perEdit(cluster.cpuSeconds() - nodeCpu), database: perEdit(postgres.cpuSeconds() - databaseCpu) }
  const own = cluster.cpuSeconds() - nodeCpu + postgres.cpuSeconds() - databaseCpu + ownCpuSeconds() - clientCpu
  const otherCores = (machineBusySeconds() - machineCpu - own) / ((performance.now() - begun) / 1000)
  const grown = (await sizeOf(database)) - size
  const ending: Ending = await checkEnding(database, load)
  setting.report({
    phase: name,
    nodes: cluster.nodes.length,
    clients: options.clients,
    seconds,
    editsPerS: edits / seconds,
    ...measured(load.takeLatencies()),
    nodeCpuMsPerEdit: used.node,
    databaseCpuMsPerEdit: used.database,
    kilobytesPerEdit: grown / edits / 1000,
    otherCores,
    failures: Object.fromEntries(load.failures),
    settled,
    ...ending,
  })
}

async function killNodes({ cluster, load, options }: Setting): Promise<void> {
  const end = performance.now() + options.killS * 1000
  let killing = Promise.resolve()
  const kill = async () => {
    while (performance.now() < end - 1000) {
      await pause(options.everyS * 1000)
      await killing
      killing = cluster.killOne()
    }
    await killing
  }
  await Promise.all([kill(), load.steady(options.rate, options.killS)])
}

async function run(count: number, isLast: boolean, options: Options, report: (row: NodesRow) => void): Promise<void> {
  const postgres = await Postgres.start({ durable: true })
  const databaseUrl = await postgres.createDatabase()
  const cluster = await Cluster.start(databaseUrl, count)
  const limits = { databasePool: 4, databaseTimeoutMs: 30_000 }
  const { database, close } = await openDatabase({ dataFolder: '', databaseUrl, ...limits })
  try {
    const crowd = { msps: Math.ceil(options.clients / peopleEach), customersEach: options.customers, peopleEach }
    const people = await seedParties(database, cluster.anyOrigin(), crowd)
    const load = new Load(people.slice(0, options.clients), cluster)
    await load.connect()
    const processes = { cpuSeconds: () => familyCpuSeconds(postgres.pid) }
    const setting: Setting = { options, cluster, load, postgres: processes, database, report }
    await phase(setting, 'steady', () => load.steady(options.rate, options.steadyS))
    if (options.flatOutS > 0) await phase(setting, 'flat-out', () => load.flatOut(inHand, options.flatOutS))
    if (isLast && options.killS > 0) await phase(setting, 'kill', () => killNodes(setting))
    load.end()
  } finally {
    await close()
    await cluster.stop()
    await postgres.stop()
  }
}

let options: Options
try {
  options = readOptions()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`)
  process.exit(2)
}
const rows: NodesRow[] = []
for (const [index, count] of options.nodes.entries()) {
  await run(count, index === options.nodes.length - 1, options, (row) => {
    rows.push(row)
    process.stderr.write(`${printRows([row])}\n`)
    if (options.json) writeFileSync(options.json, JSON.stringify({ options, rows }, null, 2))
  })
}
process.stdout.write(`${printRows(rows)}\n`)
process.exitCode = rows.every((row) => row.settled && row.lost + row.repeated + row.diverged + row.refused === 0)
  ? 0
  : 1
