import { defineSetting } from './define-setting.ts'

interface Input {
  /** At most {@link mostRead}. */
  ids: string[]
  isRead: boolean
}

export const mostRead = 500

/** Read on one device is read on all (M21). */
export const readNotifications = defineSetting('read-notifications', ({ ids, isRead }: Input) =>
  ids.map((id) => ({ kind: 'notification', id, patch: { isRead } })),
)
