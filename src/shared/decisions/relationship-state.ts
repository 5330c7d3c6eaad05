import { hasRegistered, type RelationshipRecord } from '../domain/customer-record.ts'
import type { StoredInvitationState } from '../domain/invitation.ts'
import { isManaging, type ManagementType, type RelationshipStatus } from '../domain/relationship.ts'

/** What decisions are taken on. A device doesn't know how often somebody was reminded: the server counts. */
export interface RelationshipState {
  /** Counts decisions: an answer names the one it was given to (PUSH2). */
  version: number
  status: RelationshipStatus
  managementType: ManagementType
  /** Somebody at the customer has an account, so that there is somebody to ask (M7). */
  registered: boolean
  delink: { requestedAt: number; remindedAt: number | null; remindedCount?: number } | null
  invitation: {
    state: StoredInvitationState
    expiresAt: number | null
    remindedAt?: number | null
    remindedCount?: number
  } | null
}

/** What a decision makes of it. */
export type RelationshipPatch = Partial<Pick<RelationshipState, 'status' | 'managementType' | 'delink'>>

export function stateOfRecord(
  record: Pick<RelationshipRecord, 'version' | 'status' | 'managementType' | 'delink' | 'invitation'>,
): RelationshipState {
  const { version, status, managementType, delink, invitation } = record
  return { version, status, managementType, delink, invitation, registered: hasRegistered(record) }
}

/** Whether other people may see the relationship afterwards than before. */
export function movesAccess(before: RelationshipState, patch: RelationshipPatch): boolean {
  const after = { ...before, ...patch }
  return isManaging(before) !== isManaging(after) || before.managementType !== after.managementType
}
