/** What people and organisations have cost this node lately, against their budgets. */
import type { Clock } from '#shared/domain/clock.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Access } from '../auth/access.ts'
import { TooManyRequests } from '../auth/rate-limit.ts'
import { budgets, type Cost } from './budgets.ts'

const kinds = ['bytes', 'items', 'structs'] as const

export class Spending {
  private readonly clock: Clock
  private readonly limits: { person: Cost; organisation: Cost }
  /** Since the window began. */
  private spent = new Map<UserId | OrganisationId, Cost>()
  private beganAt: number

  constructor(clock: Clock, limits: { person: Cost; organisation: Cost } = budgets) {
    this.clock = clock
    this.limits = limits
    this.beganAt = clock.now()
  }

  /** Counts it, whether or not there is a budget left for it. */
  add({ userId, organisationId }: Access, cost: Partial<Cost>): void {
    this.leaveOldWindow()
    for (const id of [userId, organisationId]) {
      const spent = this.spent.get(id) ?? { bytes: 0, items: 0, structs: 0 }
      for (const kind of kinds) spent[kind] += cost[kind] ?? 0
      this.spent.set(id, spent)
    }
  }

  /** How long until there is a budget again, ms; 0: there is one now. */
  waitMs({ userId, organisationId }: Access): number {
    this.leaveOldWindow()
    const isOver = (id: UserId | OrganisationId, limit: Cost) => {
      const spent = this.spent.get(id)
      return spent !== undefined && kinds.some((kind) => spent[kind] > limit[kind])
    }
    const over = isOver(userId, this.limits.person) || isOver(organisationId, this.limits.organisation)
    return over ? this.beganAt + budgets.windowMs - this.clock.now() : 0
  }

  /** Throws TooManyRequests when there is no budget left. */
  require(access: Access): void {
    const waitMs = this.waitMs(access)
    if (waitMs > 0) throw new TooManyRequests(Math.ceil(waitMs / 1000))
  }

  private leaveOldWindow(): void {
    const now = this.clock.now()
    if (now - this.beganAt < budgets.windowMs && now >= this.beganAt) return
    this.beganAt = now
    this.spent = new Map()
  }
}
