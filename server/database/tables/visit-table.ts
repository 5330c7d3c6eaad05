import type { Audience } from '#shared/domain/access/can.ts'
import type { OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'

/** When somebody of an MSP was in a customer's account (H7). */
export interface VisitTable {
  /** The device's own for what began it. */
  id: string
  /** The customer. */
  organisation_id: OrganisationId
  relationship_id: RelationshipId
  customer_id: OrganisationId
  /** What happened while a customer was fully managed never becomes its (C8). */
  audience: Audience
  actor_user_id: UserId
  actor_organisation_id: OrganisationId
  from_at: number
  to_at: number
  /** JSON: the ids of those whose consoles were opened. */
  services: string
  /** 1 or 0. */
  made_offline: number
}
