import { serviceQuestions } from '#shared/decisions/service/service-decisions.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { Device } from '../../local-store/device.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { isCreation, isOverlaid } from '../../local-store/outbox-item.ts'
import { watch } from '../watch.svelte.ts'
import { unsettledItems } from '../unsettled-items.svelte.ts'
import { customerList } from './customer-list.svelte.ts'
import { decisionsOf, type RefusedDecision, type WaitingDecision } from './waiting-decision.ts'

export interface CustomerDetails {
  /** `not-fetched`: this device never had a whole first sync, so nobody knows. */
  readonly state: 'loading' | 'found' | 'missing' | 'not-fetched'
  readonly record: RelationshipRecord | null
  readonly customerId: OrganisationId | null
  readonly waitingDecision: WaitingDecision | null
  readonly refusedDecision: RefusedDecision | null
  /** What waits about its services, whatever else waits. */
  readonly waitingServices: WaitingDecision | null
  readonly queuedCreation: boolean
}

const none: CustomerDetails = {
  state: 'missing',
  record: null,
  customerId: null,
  waitingDecision: null,
  refusedDecision: null,
  waitingServices: null,
  queuedCreation: false,
}

/** What the store itself says of a customer that the list doesn't show: the list reads a moment later. */
async function askStore({ store }: Device, id: string) {
  return store.transaction('r', store.meta, store.outbox, async () => ({
    id,
    stamp: await readMeta(store, 'stamp'),
    isFetched: (await readMeta(store, 'wholeGeneration')) > 0,
    isBeingAdded:
      (await store.outbox
        .where('relationshipId')
        .equals(id)
        .filter((item) => isCreation(item) && isOverlaid(item))
        .count()) > 0,
  }))
}

/** One customer by Customer ID, or by relationship id as long as it has none. */
export function customerDetails(id: () => string): CustomerDetails {
  const customers = customerList()
  const shown = $derived(customers.find(id()))
  const asked = watch(id, askStore)
  const absence = (): CustomerDetails['state'] => {
    const answer = asked.current
    if (answer?.id !== id() || answer.isBeingAdded || customers.stamp < answer.stamp) return 'loading'
    return answer.isFetched ? 'missing' : 'not-fetched'
  }
  const details = $derived.by((): CustomerDetails => {
    const items = unsettledItems()
    if (!items || (!shown && !customers.detailed)) return { ...none, state: 'loading' }
    // A creation that was refused has no record, only its refusal.
    if (!shown)
      return { ...none, state: absence(), refusedDecision: decisionsOf(items, id() as RelationshipId).refused }
    const { waiting, refused } = decisionsOf(items, shown.relationshipId)
    return {
      state: 'found',
      record: shown.record,
      customerId: shown.customerId,
      waitingDecision: waiting,
      refusedDecision: refused,
      waitingServices: decisionsOf(items, shown.relationshipId, serviceQuestions).waiting,
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
    get waitingServices() {
      return details.waitingServices
    },
    get queuedCreation() {
      return details.queuedCreation
    },
  }
}
