import { ticketQuestions } from '#shared/decisions/service/service-decisions.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { SupportTicket } from '#shared/domain/support/support-ticket.ts'
import { supportTicketKind } from '#shared/records/support-ticket.ts'
import { readRecordsOf } from '../local-store/stored-records.ts'
import { decisionsOf, type RefusedDecision, type WaitingDecision } from './customers/waiting-decision.ts'
import { watch } from './watch.svelte.ts'

export interface SupportTickets {
  /** Newest first. */
  readonly all: readonly SupportTicket[]
  /** One that this device hasn't sent, or had refused. */
  readonly waiting: WaitingDecision | null
  readonly refused: RefusedDecision | null
}

/** What was asked about one customer's services (M15). */
export function supportTickets(relationshipId: () => RelationshipId): SupportTickets {
  const stored = watch(relationshipId, async ({ store }, id) => {
    const items = await store.outbox.where('relationshipId').equals(id).sortBy('number')
    const records = await readRecordsOf(store, supportTicketKind, { root: id })
    return {
      all: records.toSorted((left, right) => right.openedAt - left.openedAt),
      ...decisionsOf(items, id, ticketQuestions),
    }
  })
  return {
    get all() {
      return stored.current?.all ?? []
    },
    get waiting() {
      return stored.current?.waiting ?? null
    },
    get refused() {
      return stored.current?.refused ?? null
    },
  }
}
