import { acceptDelink } from '#shared/decisions/delink/accept-delink.ts'
import { delinkCustomer } from '#shared/decisions/delink/delink-customer.ts'
import { withdrawDelink } from '#shared/decisions/delink/withdraw-delink.ts'
import { findDecision, type DecisionName } from '#shared/decisions/registry.ts'
import { isOffered } from '#shared/decisions/outcome.ts'
import type { StatedRecord } from '#shared/decisions/relationship-state.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { waitsWords } from '../words/status-words.ts'

/** What the MSP can do about a delink now; `impossible` where the action is absent (M16). */
export function delinkState(
  record: StatedRecord & Pick<RelationshipRecord, 'id'>,
): 'possible' | 'asked-by-msp' | 'asked-by-customer' | 'impossible' {
  const moment = { side: 'msp', now: 0 } as const
  if (isOffered(withdrawDelink, record, moment)) return 'asked-by-msp'
  if (isOffered(acceptDelink, record, moment)) return 'asked-by-customer'
  return isOffered(delinkCustomer, record, moment) ? 'possible' : 'impossible'
}

/** What waits to be sent about it, in words; empty when nothing does. */
export function waitingDelinkWords(waiting: DecisionName | null): string {
  if (waiting === null || waiting === 'remove-customer') return ''
  return findDecision(waiting)?.permission === 'delink-customer' ? waitsWords(waiting) : ''
}
