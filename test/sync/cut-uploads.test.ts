// 10,000 devices over a link that is cut twenty times, by a device that is closed meanwhile and goes on at another node: each once.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sendUpload } from '#lib/commands/uploads/send-upload.ts'
import { readMeta } from '#lib/local-store/local-store.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { reportBoard } from '#lib/local-store/sync-report.ts'
import { httpTransport } from '#lib/sync/http-transport.ts'
import { SyncEngine } from '#lib/sync/sync-engine.ts'
import { deviceKind } from '#shared/records/devices/device.ts'
import { uploadKind } from '#shared/records/devices/upload.ts'
import { startApplication, type Application } from '../../server/application.ts'
import { startSession } from '../../server/auth/session.ts'
import { insertSuperAdmin } from '../../server/commands/sign-in/super-admin.ts'
import { parseConfig } from '../../server/config.ts'
import { createOrganisation } from '../../server/database/repository/organisation.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { seedPeople } from '../bench/nodes/parties.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'
import { providers, stopProviders } from '../contracts/providers.ts'
import { FaultyLink } from '../fault/faulty-link.ts'
import { lendBrowser, openRemoteDevice, type RemoteDevice } from '../fault/remote-device.ts'
import { deviceRow } from '../support/devices.ts'
import { seededRandom } from '../support/seeded.ts'

const count = 10_000
const cuts = 20

let takeBack = () => {}
afterEach(() => takeBack())
afterAll(stopProviders)

const rows = Array.from({ length: count }, (_, number) => ({ ...deviceRow(number * 7919), row: number + 2 }))

async function seedReseller({ services }: Application): Promise<SignedIn> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const { id: organisationId } = await createOrganisation(unit, { kind: 'reseller', name: 'Shop' })
    const named = { firstName: 'Rosa', lastName: 'Lind', email: 'rosa@shop.example', locale: 'en' as const }
    const userId = await insertSuperAdmin(unit, {
      ...named,
      organisationId,
      passwordHash: '',
      emailVerifiedAt: unit.now,
    })
    return { userId, organisationId, cookie: `tandem_session=${await startSession(unit, userId, 'test')}` }
  })
  return result
}

/** Runs the engine until it is so, without its pauses: they are for crowds. */
async function runUntil(device: RemoteDevice, isSo: () => Promise<boolean>): Promise<void> {
  const abort = new AbortController()
  const engine = new SyncEngine(device, { ...httpTransport, isOffline: () => false })
  const running = engine.run(abort.signal)
  const hurrying = setInterval(() => engine.poke(), 20)
  const end = performance.now() + 50_000
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

describe.each(providers)('On $name', (provider) => {
  let folder: string
  const nodes: Application[] = []
  const links: FaultyLink[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-uploads-'))
    const { databaseUrl } = await provider.provide()
    const secret = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl, SECRET_KEY: 'ab'.repeat(32) }
    const config = parseConfig({ PORT: '0', TANDEM_DATA: folder, REVOCATION_JOURNAL: 'none', ...secret })
    nodes.push(await startApplication(config))
    if (databaseUrl !== null) nodes.push(await startApplication(config))
    for (const { address } of nodes) links.push(await FaultyLink.start(Number(new URL(address).port)))
  })
  afterAll(async () => {
    for (const link of links) link.close()
    for (const node of nodes) await node.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('[R5][FD6][PUSH1] 10,000 devices, cut 20 times, closed between and gone on with elsewhere: each device once', async () => {
    const [node] = nodes
    const { database } = node!.services
    const [[msp]] = (await seedPeople(database, { msps: 1, customersEach: 0, peopleEach: 1 })) as [[SignedIn]]
    const signedIn = await seedReseller(node!)
    const device = await openRemoteDevice(signedIn, node!.address)
    const random = seededRandom(7)
    const resets = () => links.reduce((sum, link) => sum + link.resets, 0)
    for (const link of links)
      link.every = () => {
        if (resets() >= cuts) return null
        const then = random() < 0.5 ? 'reset' : 'end'
        return random() < 0.5
          ? { way: 'down', afterBytes: Math.floor(random() * 1500), then }
          : { way: 'up', afterBytes: 2000 + Math.floor(random() * 14_000), then }
      }
    takeBack = lendBrowser(signedIn, links[0]!.origin)
    const target = { partyId: msp.organisationId, linkId: null, name: '', rows }
    await sendUpload.on(device, { targets: [target], orderNumber: 'PO-1', orderDate: '' })
    await runUntil(device, async () => resets() >= cuts / 2)
    takeBack()
    takeBack = lendBrowser(signedIn, links.at(-1)!.origin)
    const { store } = device
    const nothingWaits = async () => (await store.outbox.where('state').notEqual('settled').count()) === 0
    await runUntil(device, async () => (await readMeta(store, 'cursor')) !== null && (await nothingWaits()))
    expect(resets()).toBeGreaterThanOrEqual(cuts)

    const stored = await database.selectFrom('device').select(['imei', 'serial']).execute()
    expect([stored.length, new Set(stored.map(({ imei }) => imei)).size]).toEqual([count, count])
    const uploads = await readAllRecords(store, uploadKind)
    expect(uploads).toMatchObject([{ rows: count, arrived: count, devices: count, refused: 0, delivery: 'ok' }])
    expect(await readAllRecords(store, deviceKind)).toHaveLength(count)
  })
})
