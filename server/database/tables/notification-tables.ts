import type { OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import type { NotificationCategory, NotificationEvent } from '#shared/domain/notification/notification-rules.ts'

/** What one person is told of (M21): no name of anybody's, but what an event of their own organisation says. */
export interface NotificationTable {
  /** Follows from what was done and who is told, so that it is there once whatever is done again. */
  id: string
  organisation_id: OrganisationId
  user_id: UserId
  event: NotificationEvent
  relationship_id: RelationshipId | null
  subject: string
  at: number
  /** 1 or 0. */
  is_read: number
  /** When it was last set, ms: an earlier one doesn't count. */
  read_stamp: number
}

/** What a person chose; of what they never chose there is no row, or null. */
export interface NotificationPreferenceTable {
  organisation_id: OrganisationId
  user_id: UserId
  category: NotificationCategory
  /** 1 or 0. */
  in_app: number | null
  in_app_stamp: number
  mail: number | null
  mail_stamp: number
}
