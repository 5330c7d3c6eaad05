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
  /** Until when what the reader's side could see of it can be downloaded (M17), ms; null: it can't. */
  exportUntil: number | null
}

/** How long each side may download what it could see at the end (M17). */
export const exportLifetimeMs = 30 * 24 * 60 * 60 * 1000

export const exportFormats = ['csv', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

export type FormerEvent = 'delink-accepted' | 'customer-removed' | 'customer-closed' | 'customer-released'
