/** What a person is told of that others did (M21): a record of theirs alone. Its words are made where it is read, of what is known there. */
import type { RelationshipId } from '../ids.ts'
import type { NotificationEvent } from './notification-rules.ts'

export interface NotificationRecord {
  id: string
  event: NotificationEvent
  /** ms */
  at: number
  /** Whom it is about; null: the reader themselves, or their organisation. */
  relationshipId: RelationshipId | null
  /** The line that is left of a relationship which ended by it (M28); null where nothing did, or the reader sees no such lines. */
  formerId: string | null
  /** A name or a service's id, where the event says one; else ''. */
  subject: string
  isRead: boolean
}

/** Kept for so long, ms. */
export const keptNotificationsMs = 90 * 24 * 60 * 60 * 1000
