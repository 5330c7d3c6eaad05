import { resolve } from '$app/paths'
import type { NotificationLine } from '#lib/queries/notification/notifications.svelte.ts'
import {
  findRelationshipNotification,
  isOfAlert,
  personNotifications,
  type PersonNotification,
} from '#shared/domain/notification/notification-rules.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { teamPaths } from '../team/team-paths.ts'

/** Whose console shows them. */
const alertService = 'knox-asset-intelligence'

/** Where it is answered, or can be looked at; null for nowhere. */
export function notificationHref(
  { event, relationshipId, customerId, formerId }: NotificationLine,
  kind: OrganisationKind,
): string | null {
  if (personNotifications.includes(event as PersonNotification)) return resolve('/profile')
  if (isOfAlert(event)) {
    if (kind === 'customer') return resolve('/services/[service]', { service: alertService })
    return customerId === null
      ? null
      : resolve('/customers/[id]/services/[service]', { id: customerId, service: alertService })
  }
  if (event === 'person-joined') return teamPaths(kind).people
  if (event === 'service-approved' || event === 'service-rejected') return resolve('/services')
  if (findRelationshipNotification(event)?.ends) {
    if (formerId === null) return null
    return kind === 'msp' ? resolve('/customers/former') : resolve('/former-msps')
  }
  if (kind === 'customer') return findRelationshipNotification(event)?.asks ? resolve('/requests') : resolve('/account')
  if (customerId === null || relationshipId === null) return null
  if (event === 'delink-requested' || event === 'delink-reminded')
    return resolve('/customers/[id]/delink', { id: relationshipId })
  return resolve('/customers/[id]', { id: customerId })
}
