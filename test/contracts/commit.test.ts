// What is acknowledged is committed: with the commit held back nobody hears that it happened, and when it fails
// nobody ever does. The whole server, by real HTTP and WebSocket, on each database.
import { readKinds } from '#shared/records/kinds.ts'
import { once } from 'node:events'
import { PostgresDriver, SqliteDriver, type DatabaseConnection } from 'kysely'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import type { ItemId, StoreId } from '#shared/domain/ids.ts'
import { encodeRequest, type Cursor, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import { acmeForm, addCustomerInput, linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { unpackFrames, type Unpacked } from '../support/unpack-frames.ts'

const postgres = new SharedPostgres()
afterAll(async () => {
  await postgres.dropDatabases()
})

const databases = [
  { name: 'SQLite', env: async () => ({}) },
  {
    name: 'PostgreSQL',
    async env() {
      return { DATABASE_URL: await postgres.createDatabase(), SECRET_KEY: 'ab'.repeat(32) }
    },
  },
]

/** Stands before every commit of either database. Once closed, the next commit waits for what becomes of it. */
class CommitGate {
  #closed: { reached: PromiseWithResolvers<void>; opened: PromiseWithResolvers<void> } | null = null

  constructor() {
    for (const driver of [SqliteDriver, PostgresDriver]) {
      const commit = driver.prototype.commitTransaction as (connection: DatabaseConnection) => Promise<void>
      const pass = () => this.#pass()
      vi.spyOn(driver.prototype, 'commitTransaction').mockImplementation(async function (
        this: unknown,
        connection: DatabaseConnection,
      ) {
        await pass()
        return commit.call(this, connection)
      })
    }
  }

  close(): void {
    this.#closed = { reached: Promise.withResolvers(), opened: Promise.withResolvers() }
  }

  /** Resolves when a commit waits. */
  get reached(): Promise<void> {
    return this.#closed!.reached.promise
  }

  /** The waiting commit fails, as on a full disk; later ones pass. */
  fail(): void {
    this.#closed!.opened.reject(new Error('the disk is full'))
    this.#closed = null
  }

  async #pass(): Promise<void> {
    if (!this.#closed) return
    this.#closed.reached.resolve()
    await this.#closed.opened.promise
  }
}

/** Somebody's device on the wire: an exchange or a live connection, whose numbers and place it keeps. */
class WireDevice {
  readonly person: Person
  readonly storeId: StoreId
  #number = 0
  #cursor: Cursor | null = null

  constructor(person: Person) {
    this.person = person
    this.storeId = person.tandem.ids.randomId() as StoreId
  }

  item(body: Item['body']): Item {
    const { ids, clock } = this.person.tandem
    const id = ids.randomId() as ItemId
    return { number: ++this.#number, id, dependsOn: [], editedAt: clock.now(), baseNumber: 0, body }
  }

  /** Takes what the server has, so that this device stands somewhere in its past. */
  async catchUp(): Promise<Unpacked[]> {
    const frames = await this.#exchange([])
    this.#cursor = frames.flatMap((frame) => (frame.type === 'cursor' ? [frame.cursor] : [])).at(-1)!
    return frames
  }

  async sendByExchange(item: Item): Promise<string | null> {
    return outcomeIn(await this.#exchange([item]).catch(() => []))
  }

  /** Null: the connection was closed instead. */
  async sendLive(item: Item): Promise<string | null> {
    const live = await this.openLive()
    live.socket.send(this.#request([item]))
    const outcome = await Promise.race([live.answered, once(live.socket, 'close').then(() => null)])
    live.socket.close()
    return outcome
  }

  /** Open, and following from where this device stands. */
  async openLive() {
    const { tandem, cookie, user } = this.person
    const socket = new WebSocket(`${tandem.origin.replace('http', 'ws')}/ws`, {
      headers: { cookie: cookie!, origin: tandem.origin },
    })
    const frames: Unpacked[] = []
    const answered = new Promise<string | null>((resolve) => {
      socket.on('message', (data: Buffer) => {
        frames.push(...unpackFrames(new Uint8Array(data)))
        const outcome = outcomeIn(frames)
        if (outcome !== null) resolve(outcome)
      })
    })
    await once(socket, 'open')
    const follow = {
      type: 'follow',
      userId: user!.id,
      protocol: protocolVersion,
      kinds: readKinds,
      held: readKinds,
      cursor: this.#cursor,
      accessVersion: 0,
    }
    socket.send(JSON.stringify(follow))
    return { socket, frames, answered }
  }

  #request(items: readonly Item[]): Uint8Array<ArrayBuffer> {
    const hello: Hello = {
      type: 'hello',
      protocol: protocolVersion,
      kinds: readKinds,
      held: readKinds,
      userId: this.person.user!.id,
      storeId: this.storeId,
      cursor: this.#cursor,
      accessVersion: 0,
      sentAt: this.person.tandem.clock.now(),
    }
    return encodeRequest(hello, items) as Uint8Array<ArrayBuffer>
  }

  async #exchange(items: readonly Item[]): Promise<Unpacked[]> {
    const response = await this.person.request('/api/sync', { method: 'POST', body: this.#request(items) })
    if (!response.ok) throw new Error(`sync: ${response.status}`)
    return unpackFrames(new Uint8Array(await response.arrayBuffer()))
  }
}

function outcomeIn(frames: readonly Unpacked[]): string | null {
  const answer = frames.find((frame) => frame.type === 'answer')
  return answer?.answer.outcome ?? null
}

/** What somebody asks for; `ask` resolves to whether they were told that it is done, and may be called again. */
interface Act {
  name: string
  prepare(tandem: Tandem, msp: Person): Promise<{ ask(): Promise<boolean>; isDone(): Promise<boolean> }>
}

async function phoneEdit(tandem: Tandem, device: WireDevice): Promise<Item> {
  const frames = await device.catchUp()
  const records = frames.flatMap((frame) => (frame.type === 'document' ? [frame.record] : []))
  const { id, state } = records.find(({ kind }) => kind === 'account')!
  const clientId = tandem.ids.clientId()
  const { update } = setField(openDocument(accountShape, state), accountShape, clientId, 'phone', '+49 30 1')!
  return device.item({ kind: 'edit', documentId: id, clientId, update, seen: [], undoes: null })
}

const countOf = async ({ services }: Tandem, table: 'document_update' | 'relationship' | 'session' | 'user') =>
  (await services.database.selectFrom(table).selectAll().execute()).length

const editBy = (way: 'sendByExchange' | 'sendLive', name: string): Act => ({
  name,
  async prepare(tandem, msp) {
    const device = new WireDevice(msp)
    const item = await phoneEdit(tandem, device)
    const before = await countOf(tandem, 'document_update')
    return {
      ask: async () => (await device[way](item)) === 'accepted',
      isDone: async () => (await countOf(tandem, 'document_update')) === before + 1,
    }
  },
})

const decisionBy = (way: 'sendByExchange' | 'sendLive', name: string): Act => ({
  name,
  async prepare(tandem, msp) {
    const device = new WireDevice(msp)
    await device.catchUp()
    const input = addCustomerInput(tandem.ids, { workEmail: 'second@acme.example' })
    const item = device.item({ kind: 'command', name: 'add-customer', input })
    return {
      ask: async () => (await device[way](item)) === 'accepted',
      isDone: async () => (await countOf(tandem, 'relationship')) === 2,
    }
  },
})

const answersOk = async (asked: Promise<Response>) => (await asked).ok

const acts: Act[] = [
  editBy('sendByExchange', 'an edit in an exchange'),
  editBy('sendLive', 'an edit on the live connection'),
  decisionBy('sendByExchange', 'a decision in an exchange'),
  decisionBy('sendLive', 'a decision on the live connection'),
  {
    name: 'a registration',
    async prepare(tandem) {
      const link = linkIn((await tandem.mails(acmeForm.workEmail))[0], '/register')
      const form = { link, firstName: 'Jo', lastName: 'Park', password: 'another long password', locale: 'en' }
      return {
        ask: () => answersOk(tandem.person().post('/api/invitation/register', form)),
        isDone: async () => (await countOf(tandem, 'user')) === 2,
      }
    },
  },
  {
    name: 'a declined invitation',
    async prepare(tandem) {
      const link = linkIn((await tandem.mails(acmeForm.workEmail))[0], '/register')
      const { database } = tandem.services
      return {
        ask: () => answersOk(tandem.person().post('/api/invitation/decline', { link })),
        isDone: async () =>
          (await database.selectFrom('invitation').select('state').execute()).some(({ state }) => state === 'declined'),
      }
    },
  },
  {
    name: 'a sign-in',
    async prepare(tandem) {
      const { email, password } = setUpForm
      const before = await countOf(tandem, 'session')
      return {
        ask: () => answersOk(tandem.person().post('/api/session', { email, password })),
        isDone: async () => (await countOf(tandem, 'session')) === before + 1,
      }
    },
  },
]

describe.each(databases)('On $name', ({ env }) => {
  let gate: CommitGate
  beforeEach(() => {
    gate = new CommitGate()
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it.each(acts)('[FD8][PUSH1] nothing is said of $name before its commit, or when that fails', async ({ prepare }) => {
    await using tandem = await Tandem.start(await env())
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const { ask, isDone } = await prepare(tandem, msp)
    // A colleague's device, which has what was there and is told what is new.
    const colleague = new WireDevice(msp)
    await colleague.catchUp()
    const { socket, frames } = await colleague.openLive()
    await expect.poll(() => frames.length).toBeGreaterThan(0)
    await roundTrips(tandem)
    frames.length = 0

    gate.close()
    let told: boolean | null = null
    const asked = ask().then((answer) => (told = answer))
    await gate.reached
    await roundTrips(tandem)
    expect(told).toBeNull()
    expect(frames).toEqual([])

    gate.fail()
    expect(await asked).toBe(false)
    await roundTrips(tandem)
    expect(await isDone()).toBe(false)
    expect(frames).toEqual([])

    expect(await ask()).toBe(true)
    expect(await isDone()).toBe(true)
    socket.terminate()
  })
})

/** Anything that was sent before has arrived after these. They ask no database, which may be held. */
async function roundTrips(tandem: Tandem): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await tandem.person().get('/healthz')
}
