import type { DocumentId, OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import type { ManagementType, RelationshipStatus } from '#shared/domain/relationship.ts'

export interface RelationshipTable {
  id: RelationshipId
  msp_id: OrganisationId
  customer_id: OrganisationId
  management_type: ManagementType
  status: RelationshipStatus
  version: number
  /** JSON array of service ids. */
  services: string
  work_email: string
  account_document_id: DocumentId
  private_document_id: DocumentId
  delink_requested_at: number | null
  delink_reminded_at: number | null
  /** Reminders of the open request. */
  delink_reminded_count: number
  added_by: UserId
  added_at: number
  modified_at: number
  ended_at: number | null
  /** When it was made jointly managed (M14), ms; null where it was so from the beginning, or never. */
  converted_at: number | null
  /** Since when the customer lets this MSP make admins and roles for it (C7), ms. */
  admins_granted_at: number | null
  /** When that was last decided, whatever was; null: never. */
  admins_decided_at: number | null
  /** When the MSP's request began that is open, or was the last (M10), ms; null where it never asked. */
  requested_at: number | null
  /** When the customer was last mailed about it, ms. */
  request_asked_at: number | null
  /** What LOOK UP showed, as JSON: all that the MSP sees until it manages the customer. */
  looked_up: string | null
  /** When its customer, fully managed, asked for joint management (C8), ms; null while it doesn't. */
  joint_asked_at: number | null
  /** When it last asked again, ms. */
  joint_reminded_at: number | null
  /** JSON array of the service ids that the MSP asks to manage besides (M13); null while it asks for none. */
  asked_services: string | null
  /** When it last asked for some, ms. */
  services_asked_at: number | null
}
