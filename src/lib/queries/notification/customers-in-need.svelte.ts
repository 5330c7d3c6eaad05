import { attentionOf, type NeedsAttention } from '#shared/domain/attention/attention.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { customerList } from '../customers/customer-list.svelte.ts'

export interface CustomerInNeed extends NeedsAttention {
  relationshipId: RelationshipId
  customerId: OrganisationId
  name: string
}

export interface CustomersInNeed {
  /** All customers have been looked at. */
  readonly ready: boolean
  /** A whole first sync has brought what there is. */
  readonly fetched: boolean
  readonly total: number
  /** Those whose time runs out first. */
  readonly all: readonly CustomerInNeed[]
}

/** Customers that need somebody of their MSP (M24); `now` by the server's clock, ms. */
export function customersInNeed(now: () => number): CustomersInNeed {
  const list = customerList(now)
  // Fifty thousand rows aren't gone through every second.
  const minute = $derived(Math.floor(now() / 60_000) * 60_000)
  const all = $derived.by((): CustomerInNeed[] => {
    if (!list.detailed) return []
    const found = list.rows.flatMap(({ record }) => {
      const need = attentionOf(record, minute)
      const { id: relationshipId, customerId, facts } = record
      return need ? [{ ...need, relationshipId, customerId, name: facts.companyName }] : []
    })
    return found.toSorted((left, right) => left.at - right.at)
  })
  return {
    get ready() {
      return list.detailed
    },
    get fetched() {
      return list.fetched
    },
    get total() {
      return list.total
    },
    get all() {
      return all
    },
  }
}
