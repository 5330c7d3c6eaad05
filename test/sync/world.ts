/**
 * Many devices, one server, one process: the real HTTP routes over a real SQLite file, the real client
 * library over an in-memory IndexedDB. The test holds the clock, the ids and the wire. With a PostgreSQL
 * address the server may be several nodes, and every request goes to one of them by chance.
 */
import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { Hono } from 'hono'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cryptoIds, type IdSource, type OrganisationId, type RelationshipId, type UserId } from '#shared/domain/ids.ts'
import type { CustomerForm } from '#shared/domain/account/customer-form.ts'
import { emptyCustomerForm } from '#shared/domain/account/empty-customer-form.ts'
import { structsToCompact } from '#shared/domain/document/document-limit.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { LocalStore } from '#lib/local-store/local-store.ts'
import type { Device } from '#lib/local-store/device.ts'
import { exchange, type ExchangeResult } from '#lib/sync/exchange.ts'
import type { ExchangeAnswer, Transport } from '#lib/sync/transport.ts'
import { OpenDocuments } from '../../server/database/open-documents.ts'
import { sendVisits } from '#lib/sync/send-visits.ts'
import { visitsSchema } from '#shared/protocol/visit-request.ts'
import { noteVisits } from '../../server/commands/note-visits.ts'
import { findSession } from '../../server/auth/session.ts'
import { loadAccess, signedInUser } from '../../server/auth/access.ts'
import { startSession } from '../../server/auth/session.ts'
import { replayRevocations } from '../../server/decisions/replay-revocations.ts'
import { parseConfig } from '../../server/config.ts'
import { openDatabase, type Database } from '../../server/database/connection.ts'
import { openWakeUpChannel } from '../../server/database/wake-up-channel.ts'
import { createOrganisation } from '../../server/database/repository/organisation.ts'
import { beginIncarnation } from '../../server/database/repository/meta.ts'
import { RevocationJournal } from '../../server/database/revocation-journal.ts'
import { insertUser, publishPerson } from '../../server/database/repository/user.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { answerError } from '../../server/http/answer-error.ts'
import type { AppEnvironment } from '../../server/http/app-environment.ts'
import { syncRoutes } from '../../server/http/sync-routes.ts'
import { silentLog } from '../../server/log.ts'
import { createWakeUps, type Services } from '../../server/services.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { failureSchema } from '#shared/protocol/sign-in-requests.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { ManualClock, seededRandom } from '../support/seeded.ts'
import { provideDatabase } from '../support/template-database.ts'
import { findRelationship } from './stored.ts'

export interface WorldOptions {
  /** PostgreSQL; without it SQLite in a folder. */
  databaseUrl?: string
  /** How many servers share the database; SQLite allows one. */
  nodes?: number
  /** `dropped`: no node ever hears of another's commits. */
  wakeUps?: 'sent' | 'dropped'
  /** Chooses the node of each request. */
  random?: () => number
  /** So few that documents are compacted again and again. */
  structsToCompact?: number
}

/** One server: what a process would be. */
export interface WorldNode {
  services: Services
  app: Hono<AppEnvironment>
  hub: LiveHub
  journal: string
  stop(): Promise<void>
}

export class World {
  readonly clock = new ManualClock()
  readonly folder: string
  readonly ids: IdSource
  readonly nodes: WorldNode[] = []
  private readonly options: WorldOptions
  private readonly random: () => number

  private constructor(folder: string, ids: IdSource, options: WorldOptions) {
    this.folder = folder
    this.ids = ids
    this.options = options
    this.random = options.random ?? seededRandom(1)
  }

  static async open(ids: IdSource = cryptoIds, options: WorldOptions = {}): Promise<World> {
    const world = new World(await mkdtemp(join(tmpdir(), 'tandem-sync-')), ids, options)
    await world.startServer()
    return world
  }

  /** The first node's. */
  get services(): Services {
    return this.nodes[0]!.services
  }

  get app(): Hono<AppEnvironment> {
    return this.nodes[0]!.app
  }

  get database(): Database {
    return this.services.database
  }

  /** As a balancer without memory would choose. */
  anyNode(): WorldNode {
    return this.nodes[Math.floor(this.random() * this.nodes.length)]!
  }

  async startServer(): Promise<void> {
    for (let number = this.nodes.length; number < (this.options.nodes ?? 1); number++)
      this.nodes.push(await this.startNode())
  }

  /** Each node has its own, and whoever comes in its place has it then. */
  private journalOf(): string {
    const taken = new Set(this.nodes.map(({ journal }) => journal))
    for (let number = 0; ; number++) {
      const journal = join(this.folder, number === 0 ? 'revocations.log' : `revocations-${number}.log`)
      if (!taken.has(journal)) return journal
    }
  }

  private async startNode(): Promise<WorldNode> {
    const { databaseUrl, wakeUps = 'sent' } = this.options
    const secret = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, SECRET_KEY: '00'.repeat(32) }
    const journal = this.journalOf()
    const config = parseConfig({ TANDEM_DATA: this.folder, REVOCATION_JOURNAL: journal, ...secret })
    if (databaseUrl === undefined) await provideDatabase(this.folder)
    const { database, close } = await openDatabase(config)
    const withChannel = databaseUrl !== undefined && wakeUps === 'sent'
    const { close: closeWakeUps, ...woken } = createWakeUps(
      withChannel
        ? (receiver) => openWakeUpChannel(databaseUrl, { ...receiver, lost: () => {}, measuredClock: () => {} })
        : undefined,
    )
    const services: Services = {
      config,
      publicUrl: 'http://127.0.0.1:3000',
      database,
      clock: this.clock,
      ids: this.ids,
      key: new Uint8Array(32),
      openDocuments: new OpenDocuments(),
      structsToCompact: this.options.structsToCompact ?? structsToCompact,
      log: silentLog,
      revocations: RevocationJournal.open(journal),
      ...woken,
    }
    await beginIncarnation(database, this.ids)
    await replayRevocations(services)
    const hub = new LiveHub(services)
    const app = new Hono<AppEnvironment>()
    app.onError((error, c) => answerError(services, error, c))
    app.route('/', syncRoutes(services, hub))
    const stop = async () => {
      hub.close()
      await closeWakeUps()
      services.revocations.close()
      await close()
    }
    return { services, app, hub, journal, stop }
  }

  /** All nodes end. */
  async stopServer(): Promise<void> {
    await Promise.all(this.nodes.splice(0).map((node) => node.stop()))
  }

  async restartServer(): Promise<void> {
    await this.stopServer()
    await this.startServer()
  }

  /** One node ends, and another takes its place: what a deploy does, node by node. */
  async replaceNode(node: WorldNode): Promise<void> {
    this.nodes.splice(this.nodes.indexOf(node), 1)
    await node.stop()
    await this.startServer()
  }

  async close(): Promise<void> {
    await this.stopServer()
    await rm(this.folder, { recursive: true, force: true })
  }

  async organisation(kind: OrganisationKind, name: string): Promise<OrganisationId> {
    const { result } = await runUnitOfWork(this.services, (unit) => createOrganisation(unit, { kind, name }))
    return result.id
  }

  /** A super admin, without the cost of hashing a password. */
  async user(organisationId: OrganisationId, firstName: string): Promise<UserId> {
    const id = this.ids.randomId() as UserId
    await runUnitOfWork(this.services, async (unit) => {
      await insertUser(unit.trx, {
        id,
        organisation_id: organisationId,
        email: `${firstName.toLowerCase()}-${id}@people.example`.toLowerCase(),
        first_name: firstName,
        last_name: 'Test',
        role: 'super-admin',
        role_id: null,
        scope: 'all',
        status: 'active',
        password_hash: '',
        email_verified_at: this.clock.now(),
        locale: 'en',
        access_version: 1,
        whole_version: 0,
        created_at: this.clock.now(),
      })
      await publishPerson(unit, { id, organisation_id: organisationId })
    })
    return id
  }

  /** A fresh device of a signed-in user. */
  async device(
    userId: UserId,
    options: { indexedDB?: IDBFactory; clockSkewMs?: number; ids?: IdSource } = {},
  ): Promise<TestDevice> {
    const { result: token } = await runUnitOfWork(this.services, (unit) => startSession(unit, userId, 'test'))
    const access = await loadAccess(this.database, userId)
    return new TestDevice(this, signedInUser(this.services, access!), token, options)
  }
}

/** What the wire does to the next exchange. */
export type WireFault = 'none' | 'request-lost' | 'answer-lost' | 'answer-cut' | 'duplicated'

export class TestDevice implements Device {
  readonly user: SignedInUser
  readonly store: LocalStore
  readonly ids: IdSource
  readonly clock: { now(): number }
  readonly indexedDB: IDBFactory
  fault: WireFault = 'none'
  /** Bodies that were sent, newest last: a test sends old ones again. */
  readonly sent: Uint8Array[] = []
  token: string
  readonly world: World
  private readonly transport: Transport

  constructor(
    world: World,
    user: SignedInUser,
    token: string,
    options: { indexedDB?: IDBFactory; clockSkewMs?: number; ids?: IdSource },
  ) {
    this.world = world
    this.user = user
    this.token = token
    this.ids = options.ids ?? world.ids
    this.clock = { now: () => world.clock.now() + (options.clockSkewMs ?? 0) }
    this.indexedDB = options.indexedDB ?? new IDBFactory()
    this.store = new LocalStore(user.id, { indexedDB: this.indexedDB, IDBKeyRange })
    this.transport = {
      isOffline: () => false,
      exchange: (body) => this.send(body),
      follow: () => {
        throw new Error('no live lane here')
      },
    }
  }

  /** One exchange; rejects when the wire fails. */
  async exchange(): Promise<ExchangeResult> {
    return exchange(this, this.transport, () => undefined)
  }

  /** One exchange as the engine makes it while a person may be typing. */
  async exchangeWhileTyping(): Promise<ExchangeResult> {
    return exchange(this, this.transport, () => undefined, { holdTyping: true })
  }

  /** Exchanges until nothing waits. */
  async sync(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const result = await this.exchange()
      if (result.outcome === 'refused') throw new Error(`exchange refused: ${result.code}`)
      if (!result.more) return
    }
    throw new Error('sync does not come to rest')
  }

  /** Tells the server where its person was. */
  async tellVisits(): Promise<void> {
    const { services } = this.world.anyNode()
    const session = await findSession(services.database, services.clock, this.token)
    while (
      !(await sendVisits(this, async (body) => {
        await noteVisits(services, session!.id, visitsSchema.parse(body))
        return true
      }))
    );
  }

  async request(body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    return this.world.anyNode().app.request('/api/sync', {
      method: 'POST',
      headers: { cookie: `tandem_session=${this.token}`, ...headers },
      body: body as BodyInit,
    })
  }

  private async send(body: Uint8Array): Promise<ExchangeAnswer> {
    const fault = this.fault
    this.fault = 'none'
    this.sent.push(body)
    if (fault === 'request-lost') throw new Error('wire: request lost')
    if (fault === 'duplicated') await (await this.request(body)).arrayBuffer()
    const response = await this.request(body)
    if (!response.ok) {
      const { error } = failureSchema.parse(await response.json())
      return { ok: false, code: error.code, retryAfterMs: null }
    }
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (fault === 'answer-lost') throw new Error('wire: answer lost')
    return { ok: true, body: fault === 'answer-cut' ? cut(bytes) : whole(bytes) }
  }
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, Math.floor(bytes.length / 2))
  throw new Error('wire: answer cut')
}

export const acme: CustomerForm = {
  ...emptyCustomerForm,
  companyName: 'Acme Brewing',
  country: 'DE',
  city: 'Kronach',
  contactFirstName: 'Mina',
  contactLastName: 'Cho',
  workEmail: 'mina@acme.example',
  services: ['knox-manage'],
  internalReference: 'K-17',
}

export interface Pair {
  world: World
  msp: TestDevice
  customer: TestDevice
  relationshipId: RelationshipId
}

/** An MSP that manages one registered customer jointly, both with a synced device. */
export async function openPair(ids?: IdSource, options?: WorldOptions): Promise<Pair> {
  const world = await World.open(ids, options)
  const mspId = await world.organisation('msp', 'Northwind')
  const msp = await world.device(await world.user(mspId, 'Noa'))
  const { relationshipId } = await addCustomer.on(msp, acme)
  await msp.sync()
  const record = await findRelationship(msp.store, relationshipId)
  const customer = await world.device(await world.user(record!.customerId, 'Mina'))
  await customer.sync()
  return { world, msp, customer, relationshipId }
}
