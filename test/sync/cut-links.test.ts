// The device's own sync engine and the real server, over links that are cut again and again.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { accountShape, mspPrivateShape, type DocumentShape } from '#shared/document/document-shape.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { ActivityDetail } from '#shared/domain/document/change-record.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { readMeta } from '#lib/local-store/local-store.ts'
import { countWaiting } from '#lib/local-store/read-outbox.ts'
import { listDocumentIds, listRelationshipIds } from './stored.ts'
import { reportBoard } from '#lib/local-store/sync-report.ts'
import { httpTransport } from '#lib/sync/http-transport.ts'
import { SyncEngine } from '#lib/sync/sync-engine.ts'
import { startApplication, type Application } from '../../server/application.ts'
import { endRelationship } from '../../server/decisions/delink/end-relationship.ts'
import { parseConfig } from '../../server/config.ts'
import { organisationIdFrom } from '../../server/database/repository/organisation.ts'
import { findRelationship, type Relationship } from '../../server/database/repository/relationship.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { addCustomers, seedPeople } from '../bench/nodes/parties.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'
import { providers, stopProviders } from '../contracts/providers.ts'
import { relationshipRow } from '../contracts/relationship-row.ts'
import { FaultyLink } from '../fault/faulty-link.ts'
import { lendBrowser, openRemoteDevice, type RemoteDevice } from '../fault/remote-device.ts'
import { seededRandom } from '../support/seeded.ts'
import { held, permitted } from './visibility-oracle.ts'
import type { TestDevice, World } from './world.ts'

interface Served {
  application: Application
  people: SignedIn[]
  link: FaultyLink
  close(): Promise<void>
}

let takeBack = () => {}
afterEach(() => takeBack())
afterAll(stopProviders)

/** A server with one MSP of two people, behind a link. */
async function serve(
  databaseUrl: string | null,
  fill: (application: Application, person: SignedIn) => Promise<void>,
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-cut-'))
  const secret = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl, SECRET_KEY: 'ab'.repeat(32) }
  const config = parseConfig({ PORT: '0', TANDEM_DATA: folder, REVOCATION_JOURNAL: 'none', ...secret })
  const application = await startApplication(config)
  const [people] = await seedPeople(application.services.database, { msps: 1, customersEach: 0, peopleEach: 2 })
  await fill(application, people![0]!)
  const link = await FaultyLink.start(Number(new URL(application.address).port))
  const close = async () => {
    link.close()
    await application.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { application, people: people!, link, close }
}

/** Straight into the tables: two thousand commands would take longer than all that is tested. */
async function insertCustomers({ services }: Application, msp_id: OrganisationId, count: number): Promise<void> {
  const { ids, database } = services
  const random = seededRandom(count)
  for (let done = 0; done < count; done += 100) {
    const customers = Array.from({ length: 100 }, (_, place) => {
      const number = done + place
      const id = newRelationshipId(ids)
      const family = documentIdsOf(id)
      const row = relationshipRow(ids, {
        id,
        msp_id,
        customer_id: organisationIdFrom(ids.randomId()),
        account_document_id: family.account,
        private_document_id: family.mspPrivate,
        work_email: `mina.${number}@customer-${number}.example`,
      })
      const phone = `+49 ${Math.floor(random() * 1e10)}`
      const facts = { companyName: `Customer ${number}`, country: 'DE', city: `City ${number % 90}`, phone }
      const reference = { internalReference: `K-${Math.floor(random() * 1e6)}` }
      const documents = [
        documentRow(row, 'account', accountShape, facts, ids.clientId()),
        documentRow(row, 'msp-private', mspPrivateShape, reference, ids.clientId()),
      ]
      return { row, documents }
    })
    await database
      .insertInto('organisation')
      .values(customers.map(({ row }) => ({ id: row.customer_id, kind: 'customer', name: 'One', created_at: 0 })))
      .execute()
    await database
      .insertInto('feed_head')
      .values(customers.map(({ row }) => ({ organisation_id: row.customer_id, number: 0 })))
      .execute()
    await database
      .insertInto('relationship')
      .values(customers.map(({ row }) => row))
      .execute()
    await database
      .insertInto('document')
      .values(customers.flatMap(({ documents }) => documents))
      .execute()
  }
}

function documentRow(
  row: Relationship,
  kind: 'account' | 'msp-private',
  shape: DocumentShape,
  values: Record<string, string>,
  clientId: number,
) {
  return {
    id: kind === 'account' ? row.account_document_id : row.private_document_id,
    kind,
    organisation_id: row.msp_id,
    customer_id: row.customer_id,
    relationship_id: row.id,
    state: createDocument(shape, clientId, values)!.update,
    seq: 1,
    server_client_id: 2,
    facts: JSON.stringify(values),
    stamps: '{}',
    modified_at: 0,
    closed_at: null,
  }
}

async function openDevice({ people, application, link }: Served, person = 0): Promise<RemoteDevice> {
  const signedIn = people[person]!
  const device = await openRemoteDevice(signedIn, application.address)
  takeBack = lendBrowser(signedIn, link.origin)
  return device
}

/** Runs the engine until it is so, without its pauses: they are for crowds, not for this test. */
async function runUntil(device: RemoteDevice, isSo: () => Promise<boolean>, withinMs = 50_000): Promise<void> {
  const abort = new AbortController()
  const engine = new SyncEngine(device, { ...httpTransport, isOffline: () => false })
  const running = engine.run(abort.signal)
  const hurrying = setInterval(() => engine.poke(), 20)
  const end = performance.now() + withinMs
  try {
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error('it does not come to an end')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  } finally {
    clearInterval(hurrying)
    abort.abort()
    await running
    reportBoard.leave()
  }
}

const isWhole = async ({ store }: RemoteDevice) => (await readMeta(store, 'cursor')) !== null
const nothingWaits = async ({ store }: RemoteDevice) => (await countWaiting(store)) === 0

/** What this device may hold, and what it holds. */
async function compare({ application }: Served, device: RemoteDevice): Promise<void> {
  const world = { database: application.services.database } as unknown as World
  expect(await held(device as unknown as TestDevice)).toEqual(await permitted(world, device as unknown as TestDevice))
}

describe('With 2,000 customers', () => {
  const customers = 2000
  let served: Served
  let uncutBytes: number
  beforeAll(async () => {
    served = await serve(null, (application, { organisationId }) =>
      insertCustomers(application, organisationId, customers),
    )
    const device = await openDevice(served)
    await runUntil(device, () => isWhole(device))
    uncutBytes = served.link.passed.down
    takeBack()
  })
  afterAll(() => served.close())
  afterEach(() => Object.assign(served.link, { every: () => null, lastsMs: Infinity, bytesPerMs: Infinity }))

  test.each<[string, Partial<FaultyLink>]>([
    ['every 40 KB', { every: () => ({ way: 'down', afterBytes: 40 * 1024, then: 'end' }), bytesPerMs: 100 }],
    ['every second', { lastsMs: 1000, bytesPerMs: 50 }],
  ])(
    '[FD6][SYNC7] a first sync over a link that is cut %s is whole after half as much again at most',
    async (_often, fault) => {
      const { link } = served
      const [before, resets] = [link.passed.down, link.resets]
      Object.assign(link, fault)
      const device = await openDevice(served)
      await runUntil(device, () => isWhole(device))
      const took = link.passed.down - before
      console.log(`uncut ${uncutBytes}, cut ${link.resets - resets} times ${took}`)
      expect(link.resets - resets).toBeGreaterThan(2)
      expect(took).toBeLessThan(1.5 * uncutBytes)
      expect((await listRelationshipIds(device.store)).size).toBe(customers)
      await compare(served, device)
    },
  )

  test('[FD6][SYNC7][PUSH1] 200 edits go up over a link that is cut every 4 KB, each once', async () => {
    const { link, application } = served
    const device = await openDevice(served)
    await runUntil(device, () => isWhole(device))
    const ids = [...(await listDocumentIds(device.store))].filter((id) => id.endsWith('Q')).slice(0, 200)
    for (const [place, id] of ids.entries()) await editField.on(device, id, 'city', `Town ${place}`)
    link.every = () => ({ way: 'up', afterBytes: 4 * 1024, then: 'end' })
    const resets = link.resets
    await runUntil(device, () => nothingWaits(device))
    expect(link.resets).toBeGreaterThan(resets)
    const rows = await application.services.database
      .selectFrom('change')
      .select('detail')
      .where('detail', 'like', '%"city"%')
      .where('detail', 'like', '%Town %')
      .execute()
    const set = rows.map(({ detail }) => JSON.parse(detail) as ActivityDetail & { type: 'field' })
    expect(set.map(({ after }) => after).toSorted()).toEqual(ids.map((_, place) => `Town ${place}`).toSorted())
    expect(new Set((await device.store.outbox.toArray()).map(({ state }) => state))).not.toContain('refused')
  })
})

describe.each(providers)('On $name', (provider) => {
  let served: Served
  beforeAll(async () => {
    const { databaseUrl } = await provider.provide()
    served = await serve(databaseUrl, ({ address }, person) => addCustomers(address, person, 1, 100))
  })
  afterAll(() => served.close())

  test('[FD6][SYNC4][SYNC7] cut anywhere, while others write and access is taken away: it ends with what may be seen', async () => {
    const seed = Number(process.env['TANDEM_SEED'] ?? Math.floor(Math.random() * 1e6))
    console.log(`seed ${seed}`)
    const random = seededRandom(seed)
    const { link, application } = served
    // None comes through whole: a request has some 600 bytes, the first sync 10,000.
    link.every = () => ({
      ...(random() < 0.15
        ? { way: 'up', afterBytes: Math.floor(random() * 500) }
        : { way: 'down', afterBytes: 1500 + Math.floor(random() * 3000) }),
      then: random() < 0.5 ? 'reset' : 'end',
    })
    const device = await openDevice(served)
    let changes = 0
    await runUntil(device, async () => {
      const here = [...(await listDocumentIds(device.store))].filter((id) => id.endsWith('Q'))
      if (changes < 4 && here.length > 0 && random() < 0.3) {
        changes++
        if (changes % 2 === 0) await endOne(application, random)
        else await editField.on(device, here[Math.floor(random() * here.length)]!, 'city', `City ${changes}`)
      }
      return changes === 4 && (await isWhole(device)) && (await nothingWaits(device)) && (await isNow(served, device))
    })
    link.every = () => null
    await compare(served, device)
  })
})

/** Whether the device has all news. */
async function isNow({ application }: Served, { store, user }: RemoteDevice): Promise<boolean> {
  const head = await application.services.database
    .selectFrom('feed_head')
    .select('number')
    .where('organisation_id', '=', user.organisationId)
    .executeTakeFirstOrThrow()
  const access = await application.services.database
    .selectFrom('user')
    .select('access_version')
    .where('id', '=', user.id)
    .executeTakeFirstOrThrow()
  const seen = [(await readMeta(store, 'cursor'))?.number, await readMeta(store, 'accessVersion')]
  return seen[0] === head.number && seen[1] === access.access_version
}

/** An account is taken from the MSP. */
async function endOne({ services }: Application, random: () => number): Promise<void> {
  const rows = await services.database.selectFrom('relationship').select('id').where('status', '=', 'active').execute()
  await runUnitOfWork(services, async (unit) => {
    const row = (await findRelationship(unit.trx, rows[Math.floor(random() * rows.length)]!.id, { lock: true }))!
    await endRelationship(unit, row, { actor: { userId: null, organisationId: row.customer_id }, itemId: null })
  })
}
