import type { NotificationRecord } from '#shared/domain/notification/notification.ts'
import { notificationKind } from '#shared/records/notification.ts'
import { visibleNotifications } from '../database/reading/visible-notifications.ts'
import { pagesById } from './paging/pages-by-id.ts'
import type { RecordSource } from './record-source.ts'

type Row = Awaited<ReturnType<ReturnType<typeof visibleNotifications>['execute']>>[number]

function build(row: Row): NotificationRecord {
  const { id, event, at, subject, relationship_id: relationshipId, former_id: formerId } = row
  return { id, event, at, subject, relationshipId, formerId, isRead: row.is_read === 1 }
}

export const notifications: RecordSource<NotificationRecord> = {
  kind: notificationKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleNotifications(reading.database, reading.access).where('notification.id', '>', last)
      return (await behind.orderBy('notification.id').limit(most).execute()).map(build)
    }),
  async read({ database, access }, ids) {
    if (ids.length === 0) return []
    return (await visibleNotifications(database, access).where('notification.id', 'in', ids).execute()).map(build)
  },
}
