import type { Channel } from '../../domain/notification/notification-preference.ts'
import type { NotificationCategory } from '../../domain/notification/notification-rules.ts'
import { defineSetting } from './define-setting.ts'

interface Input {
  category: NotificationCategory
  channel: Channel
  isOn: boolean
}

/** Which kinds of event a person hears of, and how (M21). */
export const chooseNotifications = defineSetting('choose-notifications', ({ category, channel, isOn }: Input) => [
  { kind: 'notification-preference', id: category, patch: { [channel]: isOn } },
])
