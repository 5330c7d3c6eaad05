/** Edits by 200 people at a steady rate or as fast as they are taken, and who learnt of them when. */
import { setTimeout as pause } from 'node:timers/promises'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import { SimulatedClient, type Balancer, type Observer, type PendingEdit, type SignedIn } from './simulated-client.ts'

const fields = ['city', 'state', 'address1', 'address2']

interface MadeEdit {
  madeAt: number
  documentId: DocumentId
  clientId: number
  clock: number
  /** Others of the organisation that have not heard of it. */
  unaware: Set<SimulatedClient>
  acknowledged: boolean
}

export interface Latencies {
  /** From the edit to the moment another client of the organisation had it, ms, one for each of them. */
  convergedMs: number[]
  /** From the edit to its acknowledgement, ms. */
  acknowledgedMs: number[]
}

export class Load implements Observer {
  readonly clients: SimulatedClient[]
  /** Item ids of all edits that were ever acknowledged. */
  readonly acknowledgedItems: string[] = []
  /** Why requests and live connections failed, and how often. */
  readonly failures = new Map<string, number>()
  private readonly edits = new Map<string, MadeEdit>()
  private latencies: Latencies = { convergedMs: [], acknowledgedMs: [] }
  private readonly byOrganisation: Map<OrganisationId, SimulatedClient[]>
  private made = 0
  private readonly random: () => number

  /** `random` chooses who edits what. */
  constructor(people: readonly SignedIn[], balancer: Balancer, random: () => number = Math.random) {
    this.random = random
    this.clients = people.map((person) => new SimulatedClient(person, balancer, this))
    this.byOrganisation = Map.groupBy(this.clients, (client) => client.signedIn.organisationId)
  }

  /** Everybody pulls and follows. */
  async connect(): Promise<void> {
    for (let start = 0; start < this.clients.length; start += 20)
      await Promise.all(this.clients.slice(start, start + 20).map((client) => client.exchange()))
    for (const client of this.clients) client.follow()
    while (!this.clients.every((client) => client.isLive)) await pause(50)
  }

  seen(value: string, client: SimulatedClient): void {
    const edit = this.edits.get(value)
    if (!edit?.unaware.delete(client)) return
    this.latencies.convergedMs.push(performance.now() - edit.madeAt)
    this.forget(value, edit)
  }

  seenWhole(id: DocumentId, clocks: ReadonlyMap<number, number>, client: SimulatedClient): void {
    for (const [value, { documentId, clientId, clock }] of [...this.edits])
      if (documentId === id && (clocks.get(clientId) ?? 0) >= clock) this.seen(value, client)
  }

  acknowledged({ item, value, madeAt }: PendingEdit): void {
    this.acknowledgedItems.push(item.id)
    this.latencies.acknowledgedMs.push(performance.now() - madeAt)
    const edit = this.edits.get(value)
    if (!edit) return
    edit.acknowledged = true
    this.forget(value, edit)
  }

  failed(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1)
  }

  /** Edits nobody knows of yet, or somebody doesn't. */
  get open(): number {
    return this.edits.size
  }

  /** One edit by anybody. */
  editSomething(maker: SimulatedClient = this.anybody()): void {
    const ids = maker.documentIds()
    const value = `edit ${++this.made}`
    const others = this.byOrganisation.get(maker.signedIn.organisationId)!.filter((client) => client !== maker)
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(this.random() * items.length)]!
    const [documentId, field] = [pick(ids), pick(fields)]
    const madeAt = performance.now()
    const written = maker.edit(documentId, field, value)
    this.edits.set(value, { madeAt, documentId, ...written, unaware: new Set(others), acknowledged: false })
  }

  anybody(): SimulatedClient {
    return this.clients[Math.floor(this.random() * this.clients.length)]!
  }

  /** `perSecond` edits, evenly, for so long. */
  async steady(perSecond: number, seconds: number): Promise<void> {
    const begun = performance.now()
    for (let made = 0; made < perSecond * seconds; made++) {
      const dueMs = (made * 1000) / perSecond - (performance.now() - begun)
      if (dueMs > 0) await pause(dueMs)
      this.editSomething()
    }
  }

  /** Everybody has `inHand` edits under way all the time. */
  async flatOut(inHand: number, seconds: number): Promise<void> {
    const begun = performance.now()
    while (performance.now() - begun < seconds * 1000) {
      for (const client of this.clients)
        for (let free = inHand - client.unacknowledged; free > 0; free--) this.editSomething(client)
      await pause(10)
    }
  }

  /** Resolves when everybody knows of every edit; false when that takes longer than `limitMs`. */
  async settle(limitMs: number): Promise<boolean> {
    for (const end = performance.now() + limitMs; performance.now() < end; await pause(100)) {
      if (this.open === 0 && this.clients.every((client) => client.unacknowledged === 0)) return true
    }
    return false
  }

  /** Those of the time since it was asked last. */
  takeLatencies(): Latencies {
    const taken = this.latencies
    this.latencies = { convergedMs: [], acknowledgedMs: [] }
    return taken
  }

  end(): void {
    for (const client of this.clients) client.end()
  }

  private forget(value: string, edit: MadeEdit): void {
    if (edit.acknowledged && edit.unaware.size === 0) this.edits.delete(value)
  }
}
