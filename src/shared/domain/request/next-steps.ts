/** Who must act next, and until when (H6). Pure: from what both sides' devices hold. */
import type { RelationshipRecord } from '../customer-record.ts'
import { invitationStateAt } from '../invitation.ts'
import type { RelationshipSide } from '../relationship.ts'
import { isOpenRequest, requestExpiresAt } from './management-request.ts'

export interface NextStep {
  about:
    | 'invitation'
    | 'invitation-over'
    | 'request'
    | 'delink-by-msp'
    | 'delink-by-customer'
    | 'services'
    | 'joint-management'
  /** Who has to act. */
  by: RelationshipSide
  /** By the server's clock, ms; null for what has no end. */
  until: number | null
}

type Standing = Pick<
  RelationshipRecord,
  'status' | 'managementType' | 'invitation' | 'request' | 'askedServices' | 'jointAsk'
>

/** `now` by the server's clock, ms. */
export function nextSteps(record: Standing, now: number): NextStep[] {
  return [
    ...invitationStep(record, now),
    ...(isOpenRequest(record, now)
      ? [{ about: 'request', by: 'customer', until: requestExpiresAt(record.request!) } as const]
      : []),
    ...(record.status === 'delink-requested-by-msp'
      ? [{ about: 'delink-by-msp', by: 'customer', until: null } as const]
      : []),
    ...(record.status === 'delink-requested-by-customer'
      ? [{ about: 'delink-by-customer', by: 'msp', until: null } as const]
      : []),
    ...(record.askedServices ? [{ about: 'services', by: 'customer', until: null } as const] : []),
    ...(record.jointAsk ? [{ about: 'joint-management', by: 'msp', until: null } as const] : []),
  ]
}

/** Only jointly managed customers are invited; one that waits to be sent needs nobody. */
function invitationStep({ invitation, managementType }: Standing, now: number): NextStep[] {
  const state = invitationStateAt(invitation, now)
  if (managementType !== 'jointly' || state === 'none' || state === 'registered' || state === 'waiting') return []
  if (state === 'sent') return [{ about: 'invitation', by: 'customer', until: invitation!.expiresAt }]
  return [{ about: 'invitation-over', by: 'msp', until: null }]
}
