/**
 * Many devices, one server, one process: the real HTTP routes over a real SQLite file, the real client
 * library over an in-memory IndexedDB. The test holds the clock, the ids and the wire.
 */
import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { Hono } from 'hono'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cryptoIds, type IdSource, type OrganisationId, type RelationshipId, type UserId } from '#shared/domain/ids.ts'
import { emptyCustomerForm, type CustomerForm } from '#shared/domain/facts/customer-form.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { LocalStore } from '#lib/local-store/local-store.ts'
import type { Device } from '#lib/local-store/device.ts'
import { exchange, type ExchangeResult } from '#lib/sync/exchange.ts'
import type { ExchangeAnswer, Transport } from '#lib/sync/transport.ts'
import { loadAccess, signedInUser } from '../../server/auth/access.ts'
import { startSession } from '../../server/auth/session.ts'
import { parseConfig } from '../../server/config.ts'
import { openDatabase, type Database } from '../../server/database/connection.ts'
import { createOrganisation } from '../../server/database/repository/organisation.ts'
import { runUnitOfWork } from '../../server/database/unit-of-work.ts'
import { answerError } from '../../server/http/answer-error.ts'
import type { AppEnvironment } from '../../server/http/app-environment.ts'
import { syncRoutes } from '../../server/http/sync-routes.ts'
import { silentLog } from '../../server/log.ts'
import { createWakeUps, type Services } from '../../server/services.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { failureSchema } from '#shared/protocol/account-requests.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { ManualClock } from '../support/seeded.ts'

export class World {
  readonly clock = new ManualClock()
  readonly folder: string
  readonly ids: IdSource
  services!: Services
  app!: Hono<AppEnvironment>
  private hub!: LiveHub
  private closeDatabase!: () => Promise<void>

  private constructor(folder: string, ids: IdSource) {
    this.folder = folder
    this.ids = ids
  }

  static async open(ids: IdSource = cryptoIds): Promise<World> {
    const world = new World(await mkdtemp(join(tmpdir(), 'tandem-sync-')), ids)
    await world.startServer()
    return world
  }

  get database(): Database {
    return this.services.database
  }

  async startServer(): Promise<void> {
    const config = parseConfig({ TANDEM_DATA: this.folder })
    const { database, close } = await openDatabase(config)
    this.closeDatabase = close
    this.services = {
      config,
      publicUrl: 'http://127.0.0.1:3000',
      database,
      clock: this.clock,
      ids: this.ids,
      key: new Uint8Array(32),
      log: silentLog,
      ...createWakeUps(),
    }
    this.hub = new LiveHub(this.services)
    this.app = new Hono<AppEnvironment>()
    this.app.onError((error, c) => answerError(this.services, error, c))
    this.app.route('/', syncRoutes(this.services, this.hub))
  }

  async stopServer(): Promise<void> {
    this.hub.close()
    await this.closeDatabase()
  }

  async restartServer(): Promise<void> {
    await this.stopServer()
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
    await this.database
      .insertInto('user')
      .values({
        id,
        organisation_id: organisationId,
        email: `${firstName.toLowerCase()}-${id}@people.example`.toLowerCase(),
        first_name: firstName,
        last_name: 'Test',
        role: 'super-admin',
        status: 'active',
        password_hash: '',
        email_verified_at: this.clock.now(),
        locale: 'en',
        access_version: 1,
        created_at: this.clock.now(),
      })
      .execute()
    return id
  }

  /** A fresh device of a signed-in user. */
  async device(
    userId: UserId,
    options: { indexedDB?: IDBFactory; clockSkewMs?: number; ids?: IdSource } = {},
  ): Promise<TestDevice> {
    const { result: token } = await runUnitOfWork(this.services, (unit) => startSession(unit, userId, 'test'))
    const access = await loadAccess(this.database, userId)
    return new TestDevice(this, signedInUser(access!), token, options)
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
  private readonly world: World
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

  async request(body: Uint8Array): Promise<Response> {
    return this.world.app.request('/api/sync', {
      method: 'POST',
      headers: { cookie: `tandem_session=${this.token}` },
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
export async function openPair(ids?: IdSource): Promise<Pair> {
  const world = await World.open(ids)
  const mspId = await world.organisation('msp', 'Northwind')
  const msp = await world.device(await world.user(mspId, 'Noa'))
  const { relationshipId } = await addCustomer.on(msp, acme)
  await msp.sync()
  const record = await msp.store.relationships.get(relationshipId)
  const customer = await world.device(await world.user(record!.customerId, 'Mina'))
  await customer.sync()
  return { world, msp, customer, relationshipId }
}
