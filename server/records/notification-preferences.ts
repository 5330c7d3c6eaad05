import type { NotificationPreference } from '#shared/domain/notification/notification-preference.ts'
import { notificationPreferenceKind } from '#shared/records/notification-preference.ts'
import { listPreferences } from '../database/repository/people/notification-preference.ts'
import type { RecordSource } from './record-source.ts'

const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1)

/** One for each category: those that a person never chose say what is so at first. */
export const notificationPreferences: RecordSource<NotificationPreference> = {
  kind: notificationPreferenceKind,
  async *pages({ database, access, most }, after) {
    const all = (await listPreferences(database, access)).toSorted(byId).filter(({ id }) => id > after)
    for (let start = 0; start < all.length; start += most) {
      const some = all.slice(start, start + most)
      yield { records: some, last: some.at(-1)!.id }
    }
  },
  async read({ database, access }, ids) {
    if (ids.length === 0) return []
    return (await listPreferences(database, access)).filter(({ id }) => ids.includes(id))
  },
}
