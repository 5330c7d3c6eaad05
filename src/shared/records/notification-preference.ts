import type { NotificationPreference } from '../domain/notification/notification-preference.ts'
import type { NotificationCategory } from '../domain/notification/notification-rules.ts'
import { choices, flags, records } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = choices<NotificationCategory>()

/** How the signed-in person hears of each category (M21). */
export const notificationPreferenceKind = defineRecord<
  NotificationPreference,
  'notification-preference',
  { id: NotificationCategory }
>({
  name: 'notification-preference',
  groups: [{ column: records<NotificationPreference>({ id: idColumn, inApp: flags, mail: flags }), missing: null }],
  ids: idColumn,
  heads: records<{ id: NotificationCategory }>({ id: idColumn }),
  rootOf: () => '',
})
