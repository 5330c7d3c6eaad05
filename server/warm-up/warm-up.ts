/**
 * Practice. A server that has just started runs everything for the first time, several times slower than later, just
 * when all devices come back to it. So it does once what they will ask for, through the same routes, with an
 * organisation of its own in a database in memory. Nothing of it reaches people, the real database, its journal or the log.
 */
import { randomBytes } from 'node:crypto'
import { OpenDocuments } from '../database/open-documents.ts'
import { createRateLimits, type RateLimits } from '../auth/rate-limit.ts'
import { openScratchDatabase, type Database } from '../database/connection.ts'
import { beginIncarnation } from '../database/repository/meta.ts'
import { RevocationJournal } from '../database/revocation-journal.ts'
import { serveWithin, type HttpApp } from '../http/listener.ts'
import { silentLog } from '../log.ts'
import { createWakeUps, type Services, type WakeUps } from '../services.ts'
import { LiveHub } from '../sync/live-hub.ts'
import { exchange, PracticeLane, practiceOrigin, type Connect } from './practice-connection.ts'
import { PracticeDevice } from './practice-device.ts'
import { makeOrganisation } from './practice-organisation.ts'

/** So often V8 has seen the busiest functions by then that it has compiled them. */
export const rounds = 16
/** An odd number, so that each document gets fields and notes by turns. */
const customers = 33
const followers = 6
/** More than 16, from which on statements are built anew. */
const editsPerExchange = 32
const liveEditsPerRound = 20

/** The HTTP side as the server itself has it, of these parts. */
export type AssembleApp = (services: Services, rateLimits: RateLimits, hub: LiveHub) => HttpApp

type Parts = Pick<Services, 'config' | 'clock' | 'ids'>

/**
 * Resolves to how many rounds were whole when it was done, or when `signal` ended it, which takes at most one exchange.
 * Rejects with what went wrong.
 */
export async function warmUp(parts: Parts, assemble: AssembleApp, signal: AbortSignal): Promise<number> {
  const { database, close } = await openScratchDatabase()
  const { close: closeWakeUps, ...wakeUps } = createWakeUps()
  const services = practiceServices(parts, database, wakeUps)
  const rateLimits = createRateLimits(services.config.limits)
  const hub = new LiveHub(services, rateLimits)
  const lanes: PracticeLane[] = []
  try {
    await beginIncarnation(database, services.ids)
    const connect = serveWithin(assemble(services, rateLimits, hub), services.config)
    const { people, documents } = await makeOrganisation(services, { people: 2 + followers, customers }, signal)
    const [traveller, colleague, ...others] = people.map((person) => new PracticeDevice(services, person, documents))
    for (const device of others) if (!signal.aborted) lanes.push(await PracticeLane.follow(connect, device))
    const practice = { connect, traveller: traveller!, colleague: colleague!, lanes }
    for (let round = 0; round < rounds; round++) {
      for (const step of await stepsOf(practice, round)) {
        if (signal.aborted) return round
        await step()
      }
    }
    return rounds
  } finally {
    for (const lane of lanes) lane.close()
    hub.close()
    await closeWakeUps()
    await close()
  }
}

function practiceServices(
  { config, clock, ids }: Parts,
  database: Database,
  wakeUps: Omit<WakeUps, 'close'>,
): Services {
  // An operator's limits are for people.
  const limits = { ...config.limits, exchange: 1_000_000 }
  return {
    config: { ...config, limits },
    publicUrl: practiceOrigin,
    database,
    clock,
    ids,
    key: randomBytes(32),
    openDocuments: new OpenDocuments(),
    log: silentLog,
    revocations: RevocationJournal.open(null),
    ...wakeUps,
  }
}

interface Practice {
  connect: Connect
  traveller: PracticeDevice
  colleague: PracticeDevice
  lanes: readonly PracticeLane[]
}

type Step = () => Promise<void>

/** One device comes back after another has edited, people edit at the same time, a new device gets everything. */
async function stepsOf({ connect, traveller, colleague, lanes }: Practice, round: number): Promise<Step[]> {
  const packing = round % 4 === 3 ? 'gzip' : 'zstd'
  const left = await traveller.findPlace()
  return [
    () => exchange(connect, colleague, colleague.makeBody(left, editsPerExchange), packing),
    () => exchange(connect, traveller, traveller.makeBody(left, editsPerExchange), packing),
    ...Array.from({ length: liveEditsPerRound }, (_, place) => () => lanes[place % lanes.length]!.edit()),
    () => exchange(connect, traveller, traveller.makeBody(null, 0), packing),
  ]
}
