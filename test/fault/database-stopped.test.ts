// PostgreSQL ends hard, again and again, while people edit and invite; the Tandem server runs on and is never touched.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../server/database/connection.ts'
import { checkEnding } from '../bench/nodes/check-ending.ts'
import { seedParties } from '../bench/nodes/parties.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'
import { Postgres } from '../support/postgres.ts'
import { seededRandom } from '../support/seeded.ts'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { say, seed, sizeOf } from './fault-size.ts'
import { UnderLoad } from './under-load.ts'
import { until } from './until.ts'

const stops = sizeOf('DATABASE_STOPS', 50)
const crowd = { msps: 3, customersEach: 4, peopleEach: 4 }

let postgres: Postgres
let databaseUrl: string
let smtp: CapturingSmtp
let server: RunningServer
let people: SignedIn[]

function openOwn(): Promise<OpenDatabase> {
  return openDatabase({ dataFolder: '', databaseUrl, databasePool: 2, databaseTimeoutMs: 30_000 })
}

async function readiness(): Promise<number> {
  const response = await fetch(`${server.origin}/readyz`, { signal: AbortSignal.timeout(20_000) })
  await response.text()
  return response.status
}

beforeAll(async () => {
  postgres = await Postgres.start({ durable: true })
  databaseUrl = await postgres.createDatabase()
  smtp = await CapturingSmtp.start()
  const env = { DATABASE_URL: databaseUrl, SECRET_KEY: 'ab'.repeat(32), SMTP_URL: smtp.url }
  server = await RunningServer.start({ env })
  const { database, close } = await openOwn()
  people = await seedParties(database, server.origin, crowd)
  await close()
})
afterAll(async () => {
  await server.remove()
  await postgres.stop()
  await smtp.stop()
})

test(`[PUSH1] [X7] PostgreSQL ends hard ${stops} times under load: the server goes on by itself, nothing acknowledged is lost or happens twice`, async () => {
  say(`seed ${seed}, ${stops} ends`)
  const random = seededRandom(seed)
  const begun = performance.now()
  const { pid } = server
  const crew = new UnderLoad(people, { anyOrigin: () => server.origin }, random)
  await crew.start()
  const absences: number[] = []
  const resumptions: number[] = []
  for (let stop = 1; stop <= stops; stop++) {
    crew.addCustomer()
    await crew.progress()
    if (stop % 10 === 0) say(`${stop} of ${stops}`)
    await pause(random() * 400)
    await postgres.crash(random() < 0.5 ? 'SIGQUIT' : 'SIGKILL')
    const goneAt = performance.now()
    await until('the server says that its database is gone', async () => (await readiness()) === 503)
    // Answers to what was committed before may still be on their way; this can't have been.
    const made = crew.addCustomer()
    await pause(random() * 500)
    expect(crew.load.acknowledgedItems, 'acknowledged without a database').not.toContain(made)
    await postgres.restart()
    absences.push(performance.now() - goneAt)
    const backAt = performance.now()
    await crew.progress()
    resumptions.push(performance.now() - backAt)
  }
  await until('the server is ready', async () => (await readiness()) === 200)
  await crew.settle()
  crew.end()
  expect(server.pid, 'the same process all the time').toBe(pid)

  const { database, close } = await openOwn()
  const mailsLeft = () => database.selectFrom('mail').select('id').where('state', '=', 'waiting').execute()
  // A mail whose taking could not be written down stays claimed for five minutes; here they are over at once.
  await until(
    'every mail left',
    async () => {
      await database.updateTable('mail').set({ next_attempt_at: 0 }).where('state', '=', 'waiting').execute()
      return (await mailsLeft()).length === 0
    },
    120_000,
  )
  const ending = await checkEnding(database, crew.load)
  const relationships = await database.selectFrom('relationship').select('id').execute()
  const customers = await database.selectFrom('organisation').select('id').where('kind', '=', 'customer').execute()
  await close()
  const slowest = (list: number[]) => Math.round(Math.max(...list))
  say(
    `${stops} ends in ${Math.round((performance.now() - begun) / 1000)} s, away for at most ${slowest(absences)} ms, ` +
      `something acknowledged again after at most ${slowest(resumptions)} ms: ${JSON.stringify(ending)}, ` +
      `${crew.added.length} customers added, ${smtp.mails.length} mails taken`,
  )
  say(`failures on the way: ${crew.failures()}`)
  expect(ending).toMatchObject({ lost: 0, repeated: 0, diverged: 0, refused: 0 })
  const ids = new Set<string>(relationships.map(({ id }) => id))
  expect(crew.added.filter(({ relationshipId }) => !ids.has(relationshipId))).toEqual([])
  expect(customers).toHaveLength(crowd.msps * crowd.customersEach + crew.added.length)
  const addressed = new Set(smtp.mails.flatMap(({ recipients }) => recipients))
  expect(crew.added.filter(({ email }) => !addressed.has(email))).toEqual([])
})
