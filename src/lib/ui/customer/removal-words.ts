import { closeCustomer } from '#shared/decisions/customer/close-customer.ts'
import { removeCustomer } from '#shared/decisions/customer/remove-customer.ts'
import { outcomeOf } from '#shared/decisions/outcome.ts'
import { stateOfRecord } from '#shared/decisions/relationship-state.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import * as m from '../../../i18n/compiled/messages.js'
import { serviceName } from '../customer-list/customer-row.ts'

/** Why `Remove` isn't offered; null where it is. */
export function removalRefusal(record: RelationshipRecord): RefusalCode | null {
  const outcome = outcomeOf(removeCustomer, stateOfRecord(record), { side: 'msp', now: 0 }, record)
  return 'refusal' in outcome ? outcome.refusal : null
}

/** Why `Close customer account` isn't offered; null where it is. */
export function closingRefusal(record: RelationshipRecord): RefusalCode | null {
  const outcome = outcomeOf(closeCustomer, stateOfRecord(record), { side: 'msp', now: 0 }, record)
  return 'refusal' in outcome ? outcome.refusal : null
}

/** What ends when a customer that only its MSP has is closed. */
export function closingEnds({ services, mspPrivate }: RelationshipRecord): string[] {
  return [
    m.remove_ends_account(),
    ...(services.length > 0 ? [m.close_ends_services({ services: services.map(serviceName).join(', ') })] : []),
    ...(hasPrivate(mspPrivate) ? [m.delink_ends_private()] : []),
  ]
}

const hasPrivate = (own: RelationshipRecord['mspPrivate']) =>
  own !== null && (own.internalReference + own.notes !== '' || own.tags.length > 0)

/** What ends when a customer is removed: of what it has, each in a sentence. */
export function removalEnds({
  invitation,
  mspPrivate,
}: Pick<RelationshipRecord, 'invitation' | 'mspPrivate'>): string[] {
  const wasMailed = (invitation?.sentCount ?? 0) > 0
  const isUnsent = invitation?.state === 'waiting'
  return [
    ...(wasMailed ? [m.remove_ends_links({ email: invitation!.email })] : []),
    ...(isUnsent ? [m.remove_ends_unsent({ email: invitation.email })] : []),
    m.remove_ends_account(),
    ...(hasPrivate(mspPrivate) ? [m.delink_ends_private()] : []),
  ]
}
