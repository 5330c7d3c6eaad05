/** What about a customer needs somebody of its MSP (M24): at most one thing at a time, the most pressing. */
import type { RelationshipRecord } from '../customer-record.ts'
import { invitationStateAt } from '../invitation.ts'
import { isOpenRequest, requestExpiresAt } from '../request/management-request.ts'

export type Attention =
  | 'delink'
  | 'joint-management'
  | 'mail-refused'
  | 'mail-trouble'
  | 'invitation-declined'
  | 'invitation-expired'
  | 'invitation-expiring'
  | 'request-expiring'

const hourMs = 60 * 60 * 1000
/** An invitation lasts 7 days, a request 30: so long before its end it is worth a reminder, ms. */
export const expiringMs = { invitation: 48 * hourMs, request: 72 * hourMs } as const

export interface NeedsAttention {
  about: Attention
  /** Since when, or of what expires until when, ms. */
  at: number
}

type Read = Pick<
  RelationshipRecord,
  'status' | 'delink' | 'jointAsk' | 'invitation' | 'managementType' | 'request' | 'modifiedAt'
>

/** Null where nothing does. `now` by the server's clock, ms. */
export function attentionOf(record: Read, now: number): NeedsAttention | null {
  if (record.status === 'delink-requested-by-customer')
    return { about: 'delink', at: record.delink?.requestedAt ?? record.modifiedAt }
  if (record.jointAsk) return { about: 'joint-management', at: record.jointAsk.remindedAt ?? record.jointAsk.askedAt }
  return ofInvitation(record, now) ?? ofRequest(record, now)
}

function ofInvitation({ invitation, managementType, modifiedAt }: Read, now: number): NeedsAttention | null {
  if (!invitation || managementType !== 'jointly') return null
  const { expiresAt, troubleAt } = invitation
  const state = invitationStateAt(invitation, now)
  if (state === 'declined') return { about: 'invitation-declined', at: modifiedAt }
  if (state === 'expired') return { about: 'invitation-expired', at: expiresAt! }
  if (state === 'refused') return { about: 'mail-refused', at: troubleAt ?? modifiedAt }
  if ((state === 'waiting' || state === 'sent') && troubleAt !== null) return { about: 'mail-trouble', at: troubleAt }
  const isEnding = state === 'sent' && expiresAt !== null && expiresAt - now < expiringMs.invitation
  return isEnding ? { about: 'invitation-expiring', at: expiresAt } : null
}

function ofRequest(record: Read, now: number): NeedsAttention | null {
  if (!record.request || !isOpenRequest(record, now)) return null
  const endsAt = requestExpiresAt(record.request)
  return endsAt - now < expiringMs.request ? { about: 'request-expiring', at: endsAt } : null
}
