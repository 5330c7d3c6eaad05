// The disk under the data folder fills up, for real: a small tmpfs, which only root may mount.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApplication } from '../../server/application.ts'
import { parseConfig } from '../../server/config.ts'
import { checkEnding } from '../bench/nodes/check-ending.ts'
import { seedParties } from '../bench/nodes/parties.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'
import { openDatabase } from '../../server/database/connection.ts'
import { seededRandom } from '../support/seeded.ts'
import { RunningServer } from '../support/server.ts'
import { setTo, updateOf } from '../shared/document/written.ts'
import { say, seed, sizeOf } from './fault-size.ts'
import { outcomeOf, RawPerson } from './raw-person.ts'
import { compare, readLogged, readStored } from './stored.ts'
import { UnderLoad } from './under-load.ts'
import { until } from './until.ts'

const rounds = sizeOf('DISK_ROUNDS', 5)
const disk = '24m'
let folder = ''
let mounted = false
let people: SignedIn[] = []
let server: RunningServer | undefined

function mountDisk(): boolean {
  folder = mkdtempSync(join(tmpdir(), 'tandem-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${disk}`, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

beforeAll(async () => {
  mounted = mountDisk()
  if (!mounted) return
  const seeding = await startApplication(parseConfig({ PORT: '0', TANDEM_DATA: folder }))
  people = await seedParties(seeding.services.database, seeding.address, { msps: 2, customersEach: 3, peopleEach: 3 })
  await seeding.close()
  server = await RunningServer.start({ dataFolder: folder, env: { SMTP_URL: 'smtp://127.0.0.1:9' } })
})
afterAll(async () => {
  await server?.kill()
  if (mounted) execFileSync('umount', [folder])
  rmdirSync(folder)
})

const ballast = () => join(folder, 'ballast')

/** Takes every byte that is left. */
function fillDisk(): void {
  const file = openSync(ballast(), 'a')
  for (const size of [64 * 1024, 4096]) {
    const bytes = Buffer.alloc(size, 1)
    try {
      while (statfsSync(folder).bavail > 0) writeSync(file, bytes)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
  closeSync(file)
}

test(`[PUSH1] [X7] a full disk, ${rounds} times under load: nothing is acknowledged that isn't stored, and it goes on when there is room`, async (context) => {
  if (!mounted) context.skip('mounting a tmpfs needs root')
  say(`seed ${seed}, ${rounds} rounds`)
  const random = seededRandom(seed)
  const crew = new UnderLoad(people.slice(1), { anyOrigin: () => server!.origin }, random)
  await crew.start()
  const prober = new RawPerson(people[0]!, server!.origin)
  await prober.exchange([])
  const [documentId, { state }] = [...prober.states].find(([, { kind }]) => kind === 'account')!
  const codes = new Map<string, number>()
  let restarts = 0
  for (let round = 1; round <= rounds; round++) {
    await crew.progress(20)
    fillDisk()
    // What still fits into pages that are there already may be stored, and is acknowledged rightly.
    await until('the server can’t store any more', async () => {
      const clientId = 1 + Math.floor(random() * 0xfffffffe)
      const made = prober.edit(
        documentId,
        clientId,
        updateOf(state, clientId, setTo('address2', `${clientId} ${'x'.repeat(40)}`)),
      )
      const { code, answers } = await prober.exchange([made])
      const outcome = code ?? outcomeOf(answers[0])
      codes.set(outcome, (codes.get(outcome) ?? 0) + 1)
      const { lost, repeated } = compare(
        [...crew.load.acknowledgedItems, ...(outcome === 'accepted' ? [made.id] : [])],
        readLogged(folder),
      )
      expect({ lost, repeated }, 'while the disk is full').toEqual({ lost: [], repeated: [] })
      return outcome === 'server-error'
    })
    // Reading goes on: who only pulls is served.
    expect((await prober.exchange([])).status).toBe(200)
    expect((await fetch(`${server!.origin}/healthz`)).status).toBe(200)
    if (round === rounds) {
      await server!.kill()
      await server!.start()
      restarts++
    }
    rmSync(ballast())
    await crew.progress(20)
  }
  await crew.settle()
  crew.end()
  expect(await server!.stop()).toBe(0)
  expect(readStored(folder).integrity).toBe('ok')
  const { database, close } = await openDatabase(parseConfig({ TANDEM_DATA: folder }))
  const ending = await checkEnding(database, crew.load)
  await close()
  say(
    `answers while full: ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}; started on a full disk ${restarts}×`,
  )
  say(`${JSON.stringify(ending)}; failures: ${crew.failures()}`)
  expect(ending).toMatchObject({ lost: 0, repeated: 0, diverged: 0, refused: 0 })
})
