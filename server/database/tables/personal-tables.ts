/** What people set for themselves alone. */
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'

export interface CustomerMarkTable {
  organisation_id: OrganisationId
  user_id: UserId
  /** A relationship's id, or `all`. */
  subject: string
  /** ms; it only rises. */
  seen_at: number
  /** 1 or 0. */
  favourite: number
  favourite_stamp: number
}

export interface SavedViewTable {
  organisation_id: OrganisationId
  user_id: UserId
  id: string
  name: string
  query: string
  /** 1: gone; what was set before doesn't bring it back. */
  removed: number
  stamp: number
}
