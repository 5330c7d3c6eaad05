import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { readAllRecords } from '../../local-store/stored-records.ts'
import { watch } from '../watch.svelte.ts'
import { unsettledItems } from './customer-list.svelte.ts'
import { decisionsOf, type RefusedDecision, type WaitingDecision } from './waiting-decision.ts'

export interface AskedOfUs {
  record: RelationshipRecord
  waiting: WaitingDecision | null
  refused: RefusedDecision | null
}

/** What MSPs ask the signed-in customer (C4), the oldest first. */
export function managementRequests(): { readonly all: AskedOfUs[] } {
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
  return {
    get all() {
      return all
    },
  }
}
