// The whole server in this process on a free port, with time and chance by hand, and people who talk to it
// by real HTTP as a browser would.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApplication, type Application } from '../../server/application.ts'
import { operatorKey } from '../../server/auth/operator-key.ts'
import { parseConfig } from '../../server/config.ts'
import { silentLog, type Log } from '../../server/log.ts'
import type { Services } from '../../server/services.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import type { CustomerForm } from '#shared/domain/account/customer-form.ts'
import { emptyCustomerForm } from '#shared/domain/account/empty-customer-form.ts'
import type { IdSource, ItemId, StoreId } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { DecisionInput, DecisionName } from '#shared/decisions/registry.ts'
import { encodeRequest, type Hello, type Item } from '#shared/protocol/request.ts'
import type { Answer } from '#shared/protocol/response.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { copyDatabase } from './copy-database.ts'
import { seededIds } from './seeded-ids.ts'
import { provideDatabase } from './template-database.ts'
import { TestClock } from './test-clock.ts'
import { unpackFrames, type Unpacked } from './unpack-frames.ts'

export interface CapturedMail {
  id: string
  to: string
  subject: string
  text: string
  html: string
  at: number
}

export class Tandem {
  readonly clock: TestClock
  readonly ids: IdSource
  readonly folder: string
  #application: Application | undefined
  readonly #env: Record<string, string>

  readonly #log: Log

  private constructor(folder: string, env: Record<string, string>, seed: number, log: Log) {
    this.#log = log
    this.folder = folder
    this.#env = env
    this.clock = new TestClock()
    this.ids = seededIds(seed)
  }

  static async start(env: Record<string, string> = {}, seed = 1, log = silentLog): Promise<Tandem> {
    const tandem = new Tandem(await Tandem.temporaryFolder(), env, seed, log)
    await tandem.start()
    return tandem
  }

  static temporaryFolder(): Promise<string> {
    return mkdtemp(join(tmpdir(), 'tandem-test-'))
  }

  /** Again on the same data, e.g. after `stop()`. */
  async start(): Promise<void> {
    const own = { TANDEM_DATA: this.folder, REVOCATION_JOURNAL: join(this.folder, 'revocations.log') }
    const config = parseConfig({ PORT: '0', ...own, ...this.#env })
    if (config.databaseUrl === null) await provideDatabase(this.folder)
    const buildFolder = this.#env['TEST_BUILD'] ?? join(this.folder, 'no-build')
    this.#application = await startApplication(config, {
      clock: this.clock,
      ids: this.ids,
      log: this.#log,
      buildFolder,
    })
  }

  get application(): Application {
    if (!this.#application) throw new Error('Tandem is stopped')
    return this.#application
  }

  get services(): Services {
    return this.application.services
  }

  get origin(): string {
    return this.application.address
  }

  async stop(): Promise<void> {
    await this.#application?.close()
    this.#application = undefined
  }

  /** Of the database alone; returns how to put it back. Each stops the server and starts it again. */
  async backUp(): Promise<() => Promise<void>> {
    const putBack = await this.#stopped(() => copyDatabase(this.folder, this.#env['DATABASE_URL'] ?? null))
    return () => this.#stopped(putBack)
  }

  async #stopped<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.stop()
    const result = await work()
    await this.start()
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  person(): Person {
    return new Person(this)
  }

  /** The operator's, as the start prints it. */
  get key(): string {
    return operatorKey(this.services.key)
  }

  /** Somebody who has that key and shows it with every request. */
  operator(): Person {
    return new Person(this, this.key)
  }

  /** The captured mailbox once everything due was delivered, newest first. */
  async mails(to?: string): Promise<CapturedMail[]> {
    await this.application.mailSettled()
    const response = await this.operator().get('/mailbox.json')
    const mails = (await response.json()) as CapturedMail[]
    return mails.filter((mail) => to === undefined || mail.to === to)
  }

  /** The first MSP with its super admin, signed in. */
  async setUp(form: Partial<typeof setUpForm> = {}, origin = this.origin): Promise<Person> {
    const person = this.person()
    const headers = { authorization: `Bearer ${this.key}`, origin }
    const response = await person.post('/api/setup', { ...setUpForm, ...form }, headers)
    if (response.status !== 201) throw new Error(await response.text())
    person.user = ((await response.json()) as { user: SignedInUser }).user
    return person
  }
}

export const setUpForm = {
  companyName: 'Northwind IT',
  firstName: 'Mina',
  lastName: 'Cho',
  email: 'mina@northwind.example',
  password: 'correct horse battery',
  locale: 'en',
}

export const acmeForm: CustomerForm = {
  ...emptyCustomerForm,
  companyName: 'Acme Tools',
  country: 'US',
  contactFirstName: 'Jo',
  contactLastName: 'Park',
  workEmail: 'jo@acme.example',
  services: ['knox-manage', 'knox-suite'],
  internalReference: 'SECRET-REF-7',
}

export interface Pushed {
  answer: Answer
  frames: Unpacked[]
}

/** Somebody at a browser with one device: a cookie, our Origin, and a numbered store. */
export class Person {
  readonly tandem: Tandem
  cookie: string | undefined
  user: SignedInUser | undefined
  readonly storeId: string
  readonly #operatorKey: string | undefined
  #number = 0

  constructor(tandem: Tandem, operatorKey?: string) {
    this.tandem = tandem
    this.#operatorKey = operatorKey
    this.storeId = tandem.ids.randomId()
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('origin')) headers.set('origin', this.tandem.origin)
    if (this.cookie) headers.set('cookie', this.cookie)
    if (this.#operatorKey !== undefined && !headers.has('authorization'))
      headers.set('authorization', `Bearer ${this.#operatorKey}`)
    const response = await fetch(this.tandem.origin + path, { redirect: 'manual', ...init, headers })
    for (const set of response.headers.getSetCookie()) this.#keepCookie(set.split(';')[0]!)
    return response
  }

  /** As a browser does; only the session's is looked at by tests. */
  #keepCookie(pair: string): void {
    const name = pair.slice(0, pair.indexOf('=') + 1)
    const others = (this.cookie ?? '').split('; ').filter((kept) => kept !== '' && !kept.startsWith(name))
    const kept = pair.endsWith('=') ? others : [...others, pair]
    this.cookie = kept.length > 0 ? kept.join('; ') : undefined
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, { headers })
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  }

  delete(path: string): Promise<Response> {
    return this.request(path, { method: 'DELETE' })
  }

  /** Sends these items and pulls from the start; frames of the snapshot follow the answers. */
  async sync(commands: { name: DecisionName; input: unknown }[] = []): Promise<Unpacked[]> {
    const { clock, ids } = this.tandem
    const hello: Hello = {
      type: 'hello',
      protocol: protocolVersion,
      kinds: readKinds,
      held: readKinds,
      userId: this.user!.id,
      storeId: this.storeId as StoreId,
      cursor: null,
      accessVersion: 0,
      sentAt: clock.now(),
    }
    const items = commands.map(({ name, input }): Item => ({
      number: ++this.#number,
      id: ids.randomId() as ItemId,
      dependsOn: [],
      editedAt: clock.now(),
      baseNumber: 0,
      body: { kind: 'command', name, input },
    }))
    const body = encodeRequest(hello, items) as Uint8Array<ArrayBuffer>
    const response = await this.request('/api/sync', { method: 'POST', body })
    if (!response.ok) throw new Error(`sync: ${response.status} ${await response.text()}`)
    return unpackFrames(new Uint8Array(await response.arrayBuffer()))
  }

  /** One command, decided by the server. */
  async command<Name extends DecisionName>(name: Name, input: DecisionInput<Name>): Promise<Pushed> {
    const frames = await this.sync([{ name, input }])
    const answer = frames.find((frame) => frame.type === 'answer')
    if (!answer) throw new Error('no answer')
    await this.tandem.application.mailSettled()
    return { answer: answer.answer, frames }
  }

  /** The relationships this person's device would hold. */
  async relationships() {
    const frames = await this.sync()
    return frames.filter((frame) => frame.type === 'relationship').map((frame) => frame.record)
  }

  async activity() {
    const frames = await this.sync()
    return frames.filter((frame) => frame.type === 'change').map((frame) => frame.record)
  }

  async documents() {
    const frames = await this.sync()
    return frames.filter((frame) => frame.type === 'document').map((frame) => frame.record)
  }

  addCustomer(form: Partial<CustomerForm> = {}): Promise<Pushed> {
    return this.command('add-customer', addCustomerInput(this.tandem.ids, form))
  }
}

/** What a device makes of the `ADD CUSTOMER` form. */
export function addCustomerInput(ids: IdSource, form: Partial<CustomerForm> = {}): DecisionInput<'add-customer'> {
  const { workEmail, managementType, services, internalReference, ...facts } = { ...acmeForm, ...form }
  const document = (shape: typeof accountShape, values: Record<string, string>) => {
    const clientId = ids.clientId()
    const update = createDocument(shape, clientId, values)?.update ?? new Uint8Array([0, 0])
    return { id: ids.randomId(), clientId, update }
  }
  return {
    relationshipId: ids.randomId(),
    managementType,
    services,
    workEmail,
    account: document(accountShape, facts),
    mspPrivate: document(mspPrivateShape, { internalReference }),
  } as DecisionInput<'add-customer'>
}

/** The link in a mail's text that leads to this path. */
export function linkIn(mail: CapturedMail | undefined, path: string): string {
  const found = new RegExp(`${path}#link=([\\w.-]+)`).exec(mail?.text ?? '')?.[1]
  if (!found) throw new Error(`no link to ${path} in: ${mail?.text ?? 'no mail'}`)
  return found
}
