/** Who hears of which alerts, in words: of the flags of the account's document (S2). */
import type { AlertCategory } from '#shared/domain/alert/alert-category.ts'
import { hearsBy, readAlertKey, type AlertTarget } from '#shared/domain/alert/alert-recipient.ts'
import * as m from '../../../i18n/compiled/messages.js'

const categories: Record<AlertCategory, () => string> = {
  battery: m.alert_category_battery,
  network: m.alert_category_network,
  app: m.alert_category_app,
  performance: m.alert_category_performance,
  security: m.alert_category_security,
  location: m.alert_category_location,
}

/** A category that this build doesn't know is called as it is. */
export function alertCategoryWords(category: string): string {
  return Object.hasOwn(categories, category) ? categories[category as AlertCategory]() : category
}

export function alertTargetWords(target: AlertTarget): string {
  if (target.type === 'address') return target.address
  return target.type === 'all-admins' ? m.alert_all_admins() : m.alert_group_managers()
}

/** The field's label; null for what is no such field. */
export function alertFieldLabel(field: string): string | null {
  const flag = readAlertKey(field)
  return flag && m.alert_field({ category: alertCategoryWords(flag.category), who: alertTargetWords(flag.target) })
}

export function alertChangeWords(field: string, after: string): string | null {
  const flag = readAlertKey(field)
  if (!flag) return null
  const words = { category: alertCategoryWords(flag.category), who: alertTargetWords(flag.target) }
  return hearsBy(flag, after) ? m.alert_field_added(words) : m.alert_field_removed(words)
}

export function alertValueWords(field: string, value: string): string | null {
  const flag = readAlertKey(field)
  return flag && (hearsBy(flag, value) ? m.alert_hears() : m.alert_hears_not())
}
