import type { OrganisationId } from '../ids.ts'
import type { ManagementType } from '../relationship.ts'
import type { ServiceId } from '../service.ts'

/** Who asked, or accepted, as the reader may see them: by name inside the organisation, masked outside it (M23). */
export interface FormerActor {
  /** Of the reader's own organisation. */
  isOwn: boolean
  /** Empty where nobody knows any more. */
  person: string
}

/** What each side keeps of a relationship that is over (M28): one line, as it was at the end, and nothing of the account. */
export interface FormerRelationship {
  id: string
  /** The other side. */
  partyId: OrganisationId
  partyName: string
  managementType: ManagementType
  /** ms */
  from: number
  to: number
  /** How it ended. */
  event: FormerEvent
  askedBy: FormerActor | null
  /** Null where nobody had to accept. */
  acceptedBy: FormerActor | null
  /** Those that were managed. */
  services: ServiceId[]
}

export type FormerEvent = 'delink-accepted' | 'customer-removed' | 'customer-released'
