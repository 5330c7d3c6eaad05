import { hasRegistered, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import * as m from '../../../i18n/compiled/messages.js'
import type { WaitingKind } from '../words/status-words.ts'

export type CommandName = Exclude<WaitingKind, 'edit'>

/** What the MSP can do about a delink now; `impossible` where the action is absent (M16). */
export function delinkState(
  record: Pick<RelationshipRecord, 'status' | 'managementType' | 'invitation'>,
): 'possible' | 'asked-by-msp' | 'asked-by-customer' | 'impossible' {
  if (record.managementType !== 'jointly') return 'impossible'
  if (record.status === 'delink-requested-by-msp') return 'asked-by-msp'
  if (record.status === 'delink-requested-by-customer') return 'asked-by-customer'
  return record.status === 'active' && hasRegistered(record) ? 'possible' : 'impossible'
}

/** What waits to be sent about it, in words; empty when nothing does. */
export function waitingDelinkWords(waiting: CommandName | null): string {
  switch (waiting) {
    case 'delink-customer':
      return m.delink_waiting_ask()
    case 'remind-delink':
      return m.delink_waiting_remind()
    case 'withdraw-delink':
      return m.delink_waiting_withdraw()
    case 'accept-delink':
    case 'reject-delink':
      return m.delink_waiting_answer()
    default:
      return ''
  }
}
