import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { CommandName } from '#shared/protocol/command-inputs.ts'
import { customerList, unsettledItems } from './customer-list.svelte.ts'
import { decisionsOf, type RefusedDecision } from './waiting-decision.ts'

export interface CustomerDetails {
  readonly state: 'loading' | 'found' | 'missing'
  readonly record: RelationshipRecord | null
  readonly customerId: OrganisationId | null
  readonly waitingDecision: CommandName | null
  readonly refusedDecision: RefusedDecision | null
  readonly queuedCreation: boolean
}

const none: CustomerDetails = {
  state: 'missing',
  record: null,
  customerId: null,
  waitingDecision: null,
  refusedDecision: null,
  queuedCreation: false,
}

/** One customer by Customer ID, or by relationship id as long as it has none. */
export function customerDetails(id: () => string): CustomerDetails {
  const customers = customerList()
  const shown = $derived(customers.find(id()))
  const details = $derived.by((): CustomerDetails => {
    const items = unsettledItems()
    if (!items || (!shown && !customers.detailed)) return { ...none, state: 'loading' }
    // A creation that was refused has no record, only its refusal.
    if (!shown) return { ...none, refusedDecision: decisionsOf(items, id() as RelationshipId).refused }
    const { waiting, refused } = decisionsOf(items, shown.relationshipId)
    return {
      state: 'found',
      record: shown.record,
      customerId: shown.customerId,
      waitingDecision: waiting?.name ?? null,
      refusedDecision: refused,
      queuedCreation: shown.queuedCreation,
    }
  })
  return {
    get state() {
      return details.state
    },
    get record() {
      return details.record
    },
    get customerId() {
      return details.customerId
    },
    get waitingDecision() {
      return details.waitingDecision
    },
    get refusedDecision() {
      return details.refusedDecision
    },
    get queuedCreation() {
      return details.queuedCreation
    },
  }
}
