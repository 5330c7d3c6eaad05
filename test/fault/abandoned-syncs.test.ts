// First syncs that nobody reads: they take little while they stand, and nothing once they are gone.
import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeRequest } from '#shared/protocol/request.ts'
import { budgets } from '../../server/sync/budgets.ts'
import { addCustomers } from '../bench/nodes/parties.ts'
import { say } from './fault-size.ts'
import { RawPerson } from './raw-person.ts'
import { until } from './until.ts'
import { WatchedServer } from './watched-server.ts'

const people = 10
const batches = 12
const customersEach = 500
/** All of them together, while they stand. */
const standingLimitMb = 150
const leftLimitMb = 15
const givenBackWithinMs = 20_000

let watched: WatchedServer

beforeAll(async () => {
  watched = await WatchedServer.start({ msps: 1, customersEach, peopleEach: people })
  for (let batch = 2; batch <= batches; batch++)
    await addCustomers(watched.origin, watched.people[0]!, batch, customersEach)
}, 300_000)
afterAll(() => watched.remove())

/** Asks for all there is and reads nothing of the answer. */
async function beginUnread(person: RawPerson): Promise<ClientRequest> {
  const { hostname, port } = new URL(watched.origin)
  const headers = { origin: watched.origin, cookie: person.signedIn.cookie, 'accept-encoding': 'identity' }
  const asking = request({ hostname, port, path: '/api/sync', method: 'POST', headers })
  asking.on('error', () => {})
  asking.end(encodeRequest(person.hello(), []))
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(200)
  response.pause().on('error', () => {})
  return asking
}

test(
  `[PUSH1][SYNC4] ${people * budgets.exchangesPerPerson} first syncs of ${batches * customersEach} customers that nobody reads hold little, and nothing once they are closed`,
  { timeout: 300_000 },
  async () => {
    // Who asks for the first time fills what the server keeps for all.
    const served = new RawPerson(watched.people[0]!, watched.origin)
    await served.exchange([])
    const before = await watched.read()
    const unread = await Promise.all(
      watched.people.flatMap((person) =>
        Array.from({ length: budgets.exchangesPerPerson }, () => beginUnread(new RawPerson(person, watched.origin))),
      ),
    )
    const standing = await watched.read()
    for (const asking of unread) asking.destroy()
    const begun = performance.now()
    let after = await watched.read()
    await until(
      'what they held is given back',
      async () => {
        after = await watched.read()
        return after.heldMb - before.heldMb <= leftLimitMb
      },
      givenBackWithinMs,
    ).catch(() => {})
    say(
      `held ${before.heldMb} → ${standing.heldMb} → ${after.heldMb} MB, ` +
        `the process ${before.rssMb} → ${standing.rssMb} → ${after.rssMb} MB; ` +
        `given back after ${Math.round(performance.now() - begun)} ms`,
    )
    expect(standing.rssMb - before.rssMb, 'the process, while they stand').toBeLessThanOrEqual(standingLimitMb)
    expect(standing.heldMb - before.heldMb, 'while they stand').toBeLessThanOrEqual(standingLimitMb)
    expect(after.heldMb - before.heldMb, 'once they are closed').toBeLessThanOrEqual(leftLimitMb)
    expect((await new RawPerson(watched.people[1]!, watched.origin).exchange([])).status).toBe(200)
  },
)
