import type { OrganisationId, ProfileId, RelationshipId, ResellerLinkId } from '../ids.ts'
import type { OrganisationKind } from '../organisation.ts'

/** `taken-back`: trusted before, and not any more. */
export type ResellerTrust = 'none' | 'trusted' | 'taken-back'

export interface Party {
  id: OrganisationId
  kind: Exclude<OrganisationKind, 'reseller'>
  name: string
}

/** A reseller and one party that its uploads go to. Each side gets its own truth of it. */
export interface ResellerLinkRecord {
  id: ResellerLinkId
  /** By which the reader manages its owner; null otherwise. */
  relationshipId: RelationshipId | null
  resellerId: OrganisationId
  resellerName: string
  party: Party
  /** Who manages the party now, and so stands in its place; for the reseller's eyes. */
  managedBy: { id: OrganisationId; name: string } | null
  /** City and country of the party's; for the reseller's eyes. */
  location: string
  /** The reseller's own, and for its eyes. */
  reference: string
  trust: ResellerTrust
  trustedAt: number | null
  /** What it uploads is approved as it comes. */
  autoApprove: boolean
  /** What its devices are assigned as they are approved (KME); for the party's eyes. */
  defaultProfileId: ProfileId | null
  uploads: number
  devices: number
  lastUploadedAt: number | null
  addedAt: number
  version: number
}

export type LinkStatus = 'pending' | 'active' | 'inactive'

/** How it stands: nobody is verified by a name alone, only by what came (R1). */
export function linkStatus({ trust, uploads }: Pick<ResellerLinkRecord, 'trust' | 'uploads'>): LinkStatus {
  if (trust === 'taken-back') return 'inactive'
  return trust === 'trusted' && uploads > 0 ? 'active' : 'pending'
}
