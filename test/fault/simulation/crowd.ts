/**
 * Many devices of two MSPs and their customers in one world, and the trace of what went over the wire. The
 * devices run the real client; who owns which, how wrong their clocks are and what they do comes from the seed.
 */
import { allRelationships, copyProfile } from '../../sync/read-world.ts'
import { createHash, type Hash } from 'node:crypto'
import { addCustomer } from '#lib/commands/add-customer.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { seededIds, seededRandom } from '../../support/seeded.ts'
import { acme, World, type TestDevice, type WorldOptions } from '../../sync/world.ts'
import { Ledger } from './ledger.ts'

const yearMs = 365 * 24 * 60 * 60 * 1000
const customersPerMsp = 4
/** Longer than typing goes on under one item: what was typed before a copy and after it is not one edit, there and here with other words. */
const typingEndsMs = 20_000

export interface Member {
  name: string
  device: TestDevice
  /** World clock, ms: until then nothing it sends arrives. */
  offlineUntil: number
  /** The last answer as it came, to arrive once more when newer ones are here. */
  lastAnswer: Uint8Array | null
  /** What its person does while the next answer is on its way. */
  meanwhile: (() => Promise<void>) | null
}

export class Crowd {
  readonly members: Member[] = []
  /** Whoever left when their company was added anew: they do nothing more, and must still hold only what they may. */
  readonly retired: Member[] = []
  readonly ledger = new Ledger()
  /** Nobody registers and nothing is delinked: after a restore people who came since are unknown, and what left is not brought back. */
  keepsEverybody = false
  /** What really happened, so that a history that never reaches a state can't pass for one that did. */
  readonly happened = new Map<string, number>()
  readonly world: World
  readonly random: () => number
  private readonly trace: Hash = createHash('sha256')

  private constructor(world: World, random: () => number) {
    this.world = world
    this.random = random
  }

  static async open(seed: number, clients: number, options: WorldOptions = {}): Promise<Crowd> {
    const random = seededRandom(seed)
    const ids = seededIds(random)
    const crowd = new Crowd(await World.open(ids, { ...options, random }), random)
    await crowd.fill(clients)
    return crowd
  }

  note(event: string): void {
    this.happened.set(event, (this.happened.get(event) ?? 0) + 1)
    this.trace.update(`${event}\n`)
  }

  traceBytes(bytes: Uint8Array): void {
    this.trace.update(bytes)
  }

  /** Names the whole history. Call once. */
  traceHash(): string {
    return this.trace.digest('hex')
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  private async fill(clients: number): Promise<void> {
    const mspDevices = Math.max(2, Math.floor(clients * 0.4))
    const customers: OrganisationId[] = []
    for (const [index, name] of ['Northwind', 'Southwind'].entries()) {
      const organisationId = await this.world.organisation('msp', name)
      await this.join(organisationId, name, Math.floor((mspDevices + index) / 2))
      const first = this.members.at(-1)!.device
      for (let count = 0; count < customersPerMsp; count++) await addCustomer.on(first, this.newForm(true))
      await first.sync()
      const added = await allRelationships(first)
      customers.push(...added.map((record) => record.customerId))
    }
    for (const [index, customerId] of customers.entries()) {
      const left = clients - this.members.length
      await this.join(customerId, `Customer${index}`, Math.ceil(left / (customers.length - index)))
    }
    for (const { device } of this.members) await device.sync()
  }

  newForm(isJointly = this.chance(0.9)) {
    const workEmail = `c${this.below(1e9)}@x.example`
    return {
      ...acme,
      companyName: `Company ${this.below(1e6)}`,
      workEmail,
      managementType: isJointly ? ('jointly' as const) : ('fully' as const),
    }
  }

  /** Devices of people of one organisation, two or three to a person. */
  private async join(organisationId: OrganisationId, name: string, count: number): Promise<void> {
    for (let number = 0; number < count;) {
      const userId = await this.world.user(organisationId, name)
      for (let more = 2 + this.below(2); more > 0 && number < count; more--, number++) {
        const clockSkewMs = this.chance(0.3) ? 0 : Math.floor((this.random() * 2 - 1) * yearMs)
        this.members.push(this.watch(name, await this.world.device(userId, { clockSkewMs })))
      }
    }
  }

  private watch(name: string, device: TestDevice): Member {
    const member: Member = { name, device, offlineUntil: 0, lastAnswer: null, meanwhile: null }
    const request = device.request.bind(device)
    device.request = async (body) => {
      const response = await request(body)
      const bytes = new Uint8Array(await response.arrayBuffer())
      this.traceBytes(bytes)
      member.lastAnswer = bytes
      const { meanwhile } = member
      member.meanwhile = null
      await meanwhile?.()
      return new Response(bytes as BodyInit, { status: response.status, headers: response.headers })
    }
    return member
  }

  /** Copies the browser profile as a backup of the machine would; resolves to what puts it back. */
  async backUpProfile(member: Member): Promise<() => Promise<void>> {
    this.world.clock.advance(typingEndsMs)
    const { user, clock } = member.device
    const indexedDB = await copyProfile(member.device)
    const clockSkewMs = clock.now() - this.world.clock.now()
    return async () => {
      const place = this.members.findIndex(({ device }) => device.store === member.device.store)
      if (place < 0) return
      this.world.clock.advance(typingEndsMs)
      await this.ledger.read(member.device)
      this.members[place] = this.watch(member.name, await this.world.device(user.id, { clockSkewMs, indexedDB }))
      this.note('profile restored')
    }
  }

  /** Somebody of a company whose MSP has added it anew: one of the people who were there comes with a new account. */
  async register(relationshipId: RelationshipId): Promise<void> {
    const row = await this.world.database
      .selectFrom('relationship')
      .select('customer_id')
      .where('id', '=', relationshipId)
      .executeTakeFirst()
    const leaving = this.members.findIndex(({ device }) => device.user.organisationKind === 'customer')
    if (!row || leaving < 0) return
    this.retired.push(...this.members.splice(leaving, 1))
    await this.join(row.customer_id, 'Returned', 1)
    this.note('registered')
  }
}
