import type { OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import type { ServiceStatus } from '#shared/domain/service-record.ts'
import type { TicketState } from '#shared/domain/support/support-ticket.ts'

/** A customer's own service (C10): no delink, conversion or change of MSP touches it. */
export interface ServiceRecordTable {
  id: string
  /** The customer's. */
  organisation_id: OrganisationId
  service: ServiceId
  status: ServiceStatus
  since: number
  /** The MSP through which it came; null where the customer applied for it itself. */
  through_id: OrganisationId | null
  /** Of one that was rejected: why; null where it wasn't. */
  reason: string | null
}

/** What a customer asked an operator for (C2), and what came of it. At most one of a service is open. */
export interface ServiceApplicationTable {
  id: string
  /** The customer. */
  organisation_id: OrganisationId
  service: ServiceId
  reseller_contact: string
  sales_representative: string
  business_context: string
  applied_by: UserId
  applied_at: number
  state: 'open' | 'approved' | 'rejected'
  decided_at: number | null
  reason: string | null
}

/** What an MSP's person asks the operator about a customer's service (M15). At most one of a service is open. */
export interface SupportTicketTable {
  /** The item's that asked: whoever asks once more after a restore asks the same. */
  id: string
  /** The MSP. */
  organisation_id: OrganisationId
  relationship_id: RelationshipId
  customer_id: OrganisationId
  service: ServiceId
  body: string
  opened_by: UserId
  opened_at: number
  state: TicketState
  /** The operator's last one. */
  answer: string | null
  answered_at: number | null
  closed_at: number | null
}
