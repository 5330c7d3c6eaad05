import { serviceAnswers } from '#shared/decisions/service/service-decisions.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { readAllRecords } from '../../local-store/stored-records.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { watch } from '../watch.svelte.ts'
import { unsettledItems } from '../unsettled-items.svelte.ts'
import { decisionsOf, type RefusedDecision, type WaitingDecision } from './waiting-decision.ts'

export interface AskedOfUs {
  record: RelationshipRecord
  waiting: WaitingDecision | null
  refused: RefusedDecision | null
}

export interface ManagementRequests {
  /** MSPs that ask to manage the company (C4), the oldest first. */
  readonly all: AskedOfUs[]
  /** What its own MSP asks to manage besides (M13); null while it asks for nothing. */
  readonly services: AskedOfUs | null
}

/** What MSPs ask the signed-in customer, as the server last said it: an answer that waits is still about the question. */
export function managementRequests(): ManagementRequests {
  const stored = watch(
    () => null,
    // An MSP's people are asked nothing, and have thousands.
    async ({ store, user }) => (user.organisationKind === 'customer' ? readAllRecords(store, relationshipKind) : []),
  )
  const all = $derived.by(() => {
    const asked = (stored.current ?? []).filter(({ status }) => status === 'pending')
    const items = unsettledItems() ?? []
    return asked
      .toSorted((left, right) => (left.request?.requestedAt ?? 0) - (right.request?.requestedAt ?? 0))
      .map((record) => ({ record, ...decisionsOf(items, record.id) }))
  })
  const services = $derived.by(() => {
    const record = (stored.current ?? []).find((each) => isManaging(each) && each.askedServices)
    return record ? { record, ...decisionsOf(unsettledItems() ?? [], record.id, serviceAnswers) } : null
  })
  return {
    get all() {
      return all
    },
    get services() {
      return services
    },
  }
}
