import { hasRegistered, type RelationshipRecord } from '../domain/customer-record.ts'
import type { StoredInvitationState } from '../domain/invitation.ts'
import type { ServiceId } from '../domain/service.ts'
import type { AskedServices } from '../domain/service-record.ts'
import type { ManagementRequest } from '../domain/request/management-request.ts'
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
  /** Since when the customer lets this MSP make admins and roles for it (C7); null while it doesn't. */
  adminsGrantedAt: number | null
  /** Of a customer that had an account before it was asked (M10). */
  request: ManagementRequest | null
  services: ServiceId[]
  /** What the MSP asks to manage besides (M13). */
  askedServices: AskedServices | null
  invitation: {
    state: StoredInvitationState
    expiresAt: number | null
    remindedAt?: number | null
    remindedCount?: number
  } | null
}

/** What a decision makes of it. */
export type RelationshipPatch = Partial<
  Pick<
    RelationshipState,
    'status' | 'managementType' | 'delink' | 'adminsGrantedAt' | 'request' | 'services' | 'askedServices'
  >
>

/** What of a record decisions look at. */
export type StatedRecord = Pick<
  RelationshipRecord,
  | 'version'
  | 'status'
  | 'managementType'
  | 'delink'
  | 'adminsGrantedAt'
  | 'request'
  | 'services'
  | 'askedServices'
  | 'invitation'
>

export function stateOfRecord(record: StatedRecord): RelationshipState {
  const { version, status, managementType, delink, adminsGrantedAt, request, services, invitation } = record
  return {
    version,
    status,
    managementType,
    delink,
    adminsGrantedAt,
    request,
    services,
    // A row that an earlier release foretold says nothing of it.
    askedServices: record.askedServices ?? null,
    invitation,
    registered: hasRegistered(record),
  }
}

/** Whether other people may see the relationship afterwards than before. */
export function movesAccess(before: RelationshipState, patch: RelationshipPatch): boolean {
  const after = { ...before, ...patch }
  return isManaging(before) !== isManaging(after) || before.managementType !== after.managementType
}
