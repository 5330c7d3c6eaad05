// The server process ends by SIGKILL at chosen moments, again and again, while people edit and invite. A killed
// process loses nothing the kernel has, so this shows what the process does, not what `synchronous = full` adds.
import { setTimeout as pause } from 'node:timers/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApplication } from '../../server/application.ts'
import { parseConfig } from '../../server/config.ts'
import { openDatabase } from '../../server/database/connection.ts'
import { checkEnding } from '../bench/nodes/check-ending.ts'
import { seedParties } from '../bench/nodes/parties.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'
import { seededRandom } from '../support/seeded.ts'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { say, seed, sizeOf } from './fault-size.ts'
import { compare, readStored } from './stored.ts'
import { UnderLoad } from './under-load.ts'

const kills = sizeOf('KILLS', 300)
const crowd = { msps: 3, customersEach: 4, peopleEach: 4 }
/** Longer than a mail stays claimed by a process that died. */
const laterMs = 3 * 60 * 60 * 1000

let folder: string
let smtp: CapturingSmtp
let people: SignedIn[]
let server: RunningServer

function configOf(env: Record<string, string> = {}) {
  return parseConfig({ PORT: '0', TANDEM_DATA: folder, SMTP_URL: smtp.url, ...env })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-killed-'))
  smtp = await CapturingSmtp.start()
  const seeding = await startApplication(configOf())
  people = await seedParties(seeding.services.database, seeding.address, crowd)
  await seeding.close()
  server = await RunningServer.start({ dataFolder: folder, env: { SMTP_URL: smtp.url } })
})
afterAll(async () => {
  await server.kill()
  await smtp.stop()
  await rm(folder, { recursive: true, force: true })
})

type Moment = 'starting' | 'just started' | 'working'

function momentOf(random: () => number): Moment {
  const drawn = random()
  return drawn < 0.1 ? 'starting' : drawn < 0.3 ? 'just started' : 'working'
}

/** Kills a running server, or one that is on its way. */
async function killAt(moment: Moment, random: () => number, crew: UnderLoad): Promise<void> {
  if (moment === 'starting') {
    await server.kill()
    const starting = server.start().catch(() => undefined)
    await pause(random() * 600)
    await server.kill()
    await starting
    return
  }
  if (moment === 'working') await crew.progress()
  await pause(random() * 400)
  await server.kill()
}

/** The mail job hours later, when nothing is claimed by a dead process any more. */
async function deliverWhatIsLeft(): Promise<void> {
  const application = await startApplication(configOf(), { clock: { now: () => Date.now() + laterMs } })
  await application.mailSettled()
  await application.close()
}

test(`[PUSH1] [X3] the server is killed ${kills} times under load: nothing acknowledged is lost, nothing happens twice, every mail leaves`, async () => {
  say(`seed ${seed}, ${kills} kills`)
  const random = seededRandom(seed)
  const begun = performance.now()
  const crew = new UnderLoad(people, { anyOrigin: () => server.origin }, random)
  await crew.start()
  const moments = new Map<Moment, number>()
  for (let kill = 1; kill <= kills; kill++) {
    const moment = momentOf(random)
    moments.set(moment, (moments.get(moment) ?? 0) + 1)
    crew.addCustomer()
    await killAt(moment, random, crew)
    const stored = readStored(folder)
    expect(stored.integrity, `after kill ${kill} while ${moment}`).toBe('ok')
    const { lost, repeated } = compare(crew.load.acknowledgedItems, stored)
    expect({ lost, repeated }, `after kill ${kill} while ${moment}`).toEqual({ lost: [], repeated: [] })
    if (kill % 50 === 0) say(`${kill} of ${kills}, ${crew.acknowledged} acknowledged`)
    await server.start()
  }
  await crew.settle()
  crew.end()
  expect(await server.stop()).toBe(0)
  await deliverWhatIsLeft()

  const { database, close } = await openDatabase(configOf())
  const ending = await checkEnding(database, crew.load)
  const customers = await database.selectFrom('organisation').select('id').where('kind', '=', 'customer').execute()
  const relationships = await database.selectFrom('relationship').select('id').execute()
  const mails = await database.selectFrom('mail').selectAll().where('kind', '=', 'invitation').execute()
  await close()
  const copies = smtp.mails.length - new Set(smtp.mails.map(({ message }) => message.messageId)).size
  say(
    `${kills} kills (${[...moments].map(([moment, count]) => `${moment} ${count}`).join(', ')}) in ` +
      `${Math.round((performance.now() - begun) / 1000)} s: ${JSON.stringify(ending)}, ${crew.added.length} customers ` +
      `added, ${smtp.mails.length} mails taken, ${copies} of them again`,
  )
  say(`failures on the way: ${crew.failures()}`)
  expect(ending).toMatchObject({ lost: 0, repeated: 0, diverged: 0, refused: 0 })
  expect(readStored(folder).integrity).toBe('ok')

  const acknowledged = new Set(crew.load.acknowledgedItems)
  expect(crew.added.filter(({ itemId }) => !acknowledged.has(itemId))).toEqual([])
  const ids = new Set<string>(relationships.map(({ id }) => id))
  expect(crew.added.filter(({ relationshipId }) => !ids.has(relationshipId))).toEqual([])
  expect(customers).toHaveLength(crowd.msps * crowd.customersEach + crew.added.length)

  const addressed = new Set(smtp.mails.flatMap(({ recipients }) => recipients))
  expect(crew.added.filter(({ email }) => !addressed.has(email))).toEqual([])
  expect(mails.filter(({ state }) => state !== 'sent')).toEqual([])
  // A mail that was handed over twice is the same mail: servers and people can tell.
  expect(new Set(smtp.mails.map(({ message }) => message.messageId)).size).toBe(
    new Set(smtp.mails.flatMap(({ recipients, message }) => recipients.map((to) => `${to} ${message.subject}`))).size,
  )
})
