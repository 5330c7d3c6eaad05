/** `npm run bench:server`: how many edits a second one server takes, by batch size, on SQLite and on PostgreSQL. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '../../server/database/connection.ts'
import { Postgres } from '../support/postgres.ts'
import { RunningServer } from '../support/server.ts'
import { familyCpuSeconds } from './nodes/family-usage.ts'
import { addCustomers, seedPeople } from './nodes/parties.ts'
import { measurePush } from './server/measure-push.ts'
import { printRows, type PushRow } from './server/report.ts'

const databases = ['sqlite', 'postgres'] as const

const usage = `Use: npm run bench:server -- [options]
  --database sqlite     of ${databases.join(', ')}
  --clients 1,8         devices that push at once, each of an MSP of its own
  --batch 1,10,50,250,500
  --seconds 2           how long each row is measured
  --customers 40        of each MSP
  --one-msp             all devices are of one MSP's people, who wait for each other
  --json FILE           write the rows there too`

function readOptions() {
  const { values } = parseArgs({
    options: {
      database: { type: 'string', default: databases.join() },
      clients: { type: 'string', default: '1,8' },
      batch: { type: 'string', default: '1,10,50,250,500' },
      seconds: { type: 'string', default: '2' },
      customers: { type: 'string', default: '40' },
      'one-msp': { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const number = (given: string) => {
    const read = Number(given)
    if (!(read > 0)) throw new Error(`not a number: ${given}`)
    return read
  }
  const asked = values.database.split(',').map((given) => {
    const database = databases.find((candidate) => candidate === given)
    if (!database) throw new Error(`unknown: ${given}`)
    return database
  })
  return {
    databases: asked,
    clients: values.clients.split(',').map(number),
    batches: values.batch.split(',').map(number),
    seconds: number(values.seconds),
    customers: number(values.customers),
    oneMsp: values['one-msp'],
    json: values.json,
  }
}

type Options = ReturnType<typeof readOptions>

async function measureDatabase(
  name: PushRow['database'],
  options: Options,
  report: (row: PushRow) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-server-'))
  const postgres = name === 'postgres' ? await Postgres.start({ durable: true }) : null
  const databaseUrl = (await postgres?.createDatabase()) ?? null
  const most = Math.max(...options.clients)
  const [msps, peopleEach] = options.oneMsp ? [1, most] : [most, 1]
  const limits = { databasePool: 4, databaseTimeoutMs: 30_000 }
  const { database, close } = await openDatabase({ dataFolder: folder, databaseUrl, ...limits })
  const people = await seedPeople(database, { msps, peopleEach, customersEach: 0 })
  // A data folder has one owner.
  await close()
  const env: Record<string, string> =
    databaseUrl === null ? {} : { DATABASE_URL: databaseUrl, SECRET_KEY: 'ab'.repeat(32) }
  const server = await RunningServer.start({ dataFolder: folder, env })
  try {
    for (const [place, ofMsp] of people.entries())
      await addCustomers(server.origin, ofMsp[0]!, place + 1, options.customers)
    const setting = {
      database: name,
      origin: server.origin,
      serverPid: server.pid!,
      databaseCpu: () => (postgres ? familyCpuSeconds(postgres.pid) : NaN),
      people: people.flat(),
    }
    for (const clients of options.clients)
      for (const batch of options.batches) report(await measurePush(setting, clients, batch, options.seconds))
  } finally {
    await server.remove()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

let options: Options
try {
  options = readOptions()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  process.exit(2)
}
const rows: PushRow[] = []
for (const name of options.databases) {
  await measureDatabase(name, options, (row) => {
    rows.push(row)
    console.error(
      `${row.database}, ${row.clients} clients, batches of ${row.batch}: ${row.itemsPerS.toFixed(0)} items/s`,
    )
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ rows }, null, 2)}\n`)
  })
}
console.log(`\n${printRows(rows)}`)
