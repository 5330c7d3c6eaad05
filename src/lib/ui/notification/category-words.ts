import type { NotificationCategory } from '#shared/domain/notification/notification-rules.ts'
import * as m from '../../../i18n/compiled/messages.js'

/** What a category is called, and what belongs to it. */
export const categoryWords: Record<NotificationCategory, { name: () => string; help: () => string }> = {
  consent: { name: m.notification_category_consent, help: m.notification_category_consent_help },
  security: { name: m.notification_category_security, help: m.notification_category_security_help },
  invitations: { name: m.notification_category_invitations, help: m.notification_category_invitations_help },
  services: { name: m.notification_category_services, help: m.notification_category_services_help },
  alerts: { name: m.notification_category_alerts, help: m.notification_category_alerts_help },
  team: { name: m.notification_category_team, help: m.notification_category_team_help },
}
