/** People who edit all the time and now and then add a customer, while somebody else breaks what they work with. */
import { setTimeout as pause } from 'node:timers/promises'
import { cryptoIds } from '#shared/domain/ids.ts'
import { Load } from '../bench/nodes/load.ts'
import type { Balancer, SignedIn } from '../bench/nodes/simulated-client.ts'
import { addCustomerInput } from '../support/tandem.ts'
import { until } from './until.ts'

/** Edits of each person under way at a time. */
const inHand = 2

export interface AddedCustomer {
  itemId: string
  relationshipId: string
  /** Who gets the invitation. */
  email: string
}

export class UnderLoad {
  readonly load: Load
  readonly added: AddedCustomer[] = []
  private editing: Promise<void> = Promise.resolve()
  private ended = false

  constructor(people: readonly SignedIn[], balancer: Balancer, random: () => number) {
    this.load = new Load(people, balancer, random)
  }

  /** Everybody pulls, follows and begins to edit. */
  async start(): Promise<void> {
    await this.load.connect()
    this.editing = this.edit()
  }

  get acknowledged(): number {
    return this.load.acknowledgedItems.length
  }

  /** Resolves when something more was acknowledged. */
  async progress(more = 1): Promise<void> {
    const before = this.acknowledged
    await until('something more is acknowledged', () => this.acknowledged >= before + more)
  }

  /** A decision with a mail, by anybody; returns its item's id. */
  addCustomer(): AddedCustomer['itemId'] {
    const email = `added${this.added.length}@customers.example`
    const input = addCustomerInput(cryptoIds, {
      companyName: `Added ${this.added.length}`,
      managementType: 'jointly',
      workEmail: email,
    })
    const itemId = this.load.anybody().command('add-customer', input)
    this.added.push({ itemId, relationshipId: input.relationshipId, email })
    return itemId
  }

  /** Nobody edits any more; resolves when everybody knows of everything. */
  async settle(limitMs = 60_000): Promise<void> {
    this.ended = true
    await this.editing
    if (!(await this.load.settle(limitMs)))
      throw new Error(`${this.load.open} edits unknown to somebody; failures: ${this.failures()}`)
  }

  /** Why requests and live connections failed, and how often. */
  failures(): string {
    return [...this.load.failures].map(([reason, count]) => `${reason} ×${count}`).join(', ') || 'none'
  }

  end(): void {
    this.ended = true
    this.load.end()
  }

  private async edit(): Promise<void> {
    while (!this.ended) {
      for (const client of this.load.clients)
        for (let free = inHand - client.unacknowledged; free > 0; free--) this.load.editSomething(client)
      await pause(10)
    }
  }
}
