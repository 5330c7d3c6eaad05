import type { NotificationRecord } from '#shared/domain/notification/notification.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { notificationKind } from '#shared/records/notification.ts'
import { visibleNotifications } from '../database/reading/visible-notifications.ts'
import type { RecordSource } from './record-source.ts'

type Row = Awaited<ReturnType<ReturnType<typeof visibleNotifications>['execute']>>[number]

function build(row: Row): NotificationRecord {
  const { id, event, at, subject, relationship_id: relationshipId, former_id: formerId } = row
  return { id, event, at, subject, relationshipId, formerId, isRead: row.is_read === 1 }
}

export const notifications: RecordSource<NotificationRecord> = {
  kind: notificationKind,
  async *pages({ database, access, most }, after) {
    const size = Math.min(wireLimits.pageSize, most)
    for (let last = after, more = true; more;) {
      const rows = await visibleNotifications(database, access)
        .where('notification.id', '>', last)
        .orderBy('notification.id')
        .limit(size)
        .execute()
      more = rows.length === size
      if (rows.length === 0) return
      last = rows.at(-1)!.id
      yield { records: rows.map(build), last }
    }
  },
  async read({ database, access }, ids) {
    if (ids.length === 0) return []
    return (await visibleNotifications(database, access).where('notification.id', 'in', ids).execute()).map(build)
  },
}
