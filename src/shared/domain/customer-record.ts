import type { z } from 'zod'
import { invitationStateAt } from './invitation.ts'
import type { RelationshipStatus } from './relationship.ts'
import type { accountRecordSchema, relationshipRecordSchema } from './schemas/customer-record-schema.ts'

export { accountRecordSchema, relationshipRecordSchema } from './schemas/customer-record-schema.ts'

export type RelationshipRecord = z.infer<typeof relationshipRecordSchema>

export type AccountRecord = z.infer<typeof accountRecordSchema>

export type ListStatus = RelationshipStatus | 'invited' | 'invitation-expired'

/** The list shows `Invited` / `Invitation expired` instead of `Active` until a jointly managed customer registers. */
export function listStatusAt(
  record: Pick<RelationshipRecord, 'status' | 'invitation' | 'managementType'>,
  now: number,
): ListStatus {
  if (record.status !== 'active' || record.managementType !== 'jointly') return record.status
  const state = invitationStateAt(record.invitation, now)
  if (state === 'waiting' || state === 'sent') return 'invited'
  if (state === 'expired' || state === 'declined' || state === 'revoked') return 'invitation-expired'
  return 'active'
}
