/** How a person hears of a category (M21): the later choice holds, whichever device it was made on. */
import type { Role } from '../user.ts'
import { fixedCategories, type NotificationCategory } from './notification-rules.ts'

export interface NotificationPreference {
  id: NotificationCategory
  inApp: boolean
  mail: boolean
}

export type Channel = keyof Omit<NotificationPreference, 'id'>

/** Before a person has chosen. By mail hear those who answer for the organisation; of alerts whom these name, of colleagues that joined nobody. */
export function preferenceAtFirst(category: NotificationCategory, role: Role): NotificationPreference {
  const mail = fixedCategories.has(category) || category === 'alerts' || (role === 'super-admin' && category !== 'team')
  return { id: category, inApp: true, mail }
}
