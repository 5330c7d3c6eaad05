import type { FormerEvent } from '#shared/domain/former/former-relationship.ts'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { ManagementType, RelationshipSide } from '#shared/domain/relationship.ts'

/** A relationship that is over (M28), with names as they were at its end: no later one reaches the other side. */
export interface FormerRelationshipTable {
  id: string
  relationship_id: RelationshipId
  msp_id: OrganisationId
  customer_id: OrganisationId
  msp_name: string
  customer_name: string
  management_type: ManagementType
  /** JSON array of service ids. */
  services: string
  event: FormerEvent
  from_at: number
  to_at: number
  /** On whose side it was asked; null where nobody knows. */
  asked_by: OrganisationId | null
  /** For that side, and for the other one. */
  asked_name: string | null
  asked_masked: string | null
  accepted_by: OrganisationId | null
  accepted_name: string | null
  accepted_masked: string | null
}

/** An operator has announced that a customer is its people's again (C8): open until it happens, is stopped, or there is nothing to do any more. */
export interface CustomerReleaseTable {
  id: string
  relationship_id: RelationshipId
  msp_id: OrganisationId
  customer_id: OrganisationId
  state: 'open' | 'stopped' | 'released' | 'void'
  made_at: number
  /** When it happens. */
  due_at: number
  ended_at: number | null
}

/**
 * What one side of a relationship that is over may download for 30 days (M17): which rows, and all that others could change
 * of what they say, as it was at the end.
 */
export interface AccountExportTable {
  id: string
  /** Whose it is. */
  organisation_id: OrganisationId
  side: RelationshipSide
  relationship_id: RelationshipId
  customer_id: OrganisationId
  /** When it ended; nothing that was logged later is in it. */
  marked_at: number
  until_at: number
  /** Closed by then: they stay as they were. */
  account_document_id: DocumentId
  /** Null for the customer. */
  private_document_id: DocumentId | null
  work_email: string
  /** JSON array of ids: the documents of which the customer saw the log; empty for the MSP, which saw its relationship's. */
  documents: string
  /** JSON of ExportedService[]. */
  services: string
  /** JSON of ExportedTicket[]. */
  tickets: string
  /** JSON: who acted, as this side saw them, by user and organisation. */
  actors: string
}
