/** What a person is told of (M21). It goes with what it is about, but for what says that this is over. */
import { isOfAlert, isOfEnd, type NotificationEvent } from '../domain/notification/notification-rules.ts'
import type { NotificationRecord } from '../domain/notification/notification.ts'
import type { RelationshipId } from '../domain/ids.ts'
import { choices, flags, ids, optional, records, steps, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

type Head = Pick<NotificationRecord, 'id' | 'event' | 'relationshipId'>

const head = {
  id: ids<string>(),
  event: choices<NotificationEvent>(),
  relationshipId: optional(ids<RelationshipId>()),
}

export const notificationKind = defineRecord<NotificationRecord, 'notification', Head>({
  name: 'notification',
  groups: [
    {
      column: records<NotificationRecord>({
        ...head,
        at: steps,
        formerId: optional(ids<string>()),
        subject: texts,
        isRead: flags,
      }),
      missing: null,
    },
  ],
  ids: head.id,
  heads: records<Head>(head),
  rootOf({ event, relationshipId }, { organisationId, organisationKind }) {
    // A customer's devices are its own, and out of its people's sight while an MSP manages it alone (C8).
    if (isOfAlert(event) && organisationKind === 'customer') return organisationId
    if (relationshipId === null) return ''
    if (!isOfEnd(event)) return relationshipId
    // As the line that is left of it, which a customer's people don't have while an MSP manages the company alone (C8).
    return organisationKind === 'customer' ? organisationId : ''
  },
  atOf: ({ at }) => at,
})
