import type { NotificationEvent } from '#shared/domain/notification/notification-rules.ts'
import { findService } from '#shared/domain/service-catalogue.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import * as m from '../../../i18n/compiled/messages.js'

interface Said {
  event: NotificationEvent
  /** The other side's name; null where this device may not know it. */
  party: string | null
  subject: string
}

type Words = (said: { party: string; subject: string; kind: OrganisationKind }) => string

const words: Record<NotificationEvent, Words> = {
  'delink-requested': m.notification_delink_requested,
  'delink-reminded': m.notification_delink_reminded,
  'delink-withdrawn': m.notification_delink_withdrawn,
  'delink-rejected': m.notification_delink_rejected,
  'delink-accepted': m.notification_delink_accepted,
  'customer-released': m.notification_customer_released,
  'request-sent': m.notification_request_sent,
  'request-reminded': m.notification_request_reminded,
  'request-renewed': m.notification_request_reminded,
  'request-accepted': m.notification_request_accepted,
  'request-rejected': m.notification_request_rejected,
  'request-closed': m.notification_request_closed,
  'services-asked': m.notification_services_asked,
  'services-accepted': m.notification_services_accepted,
  'services-rejected': m.notification_services_rejected,
  'customer-converted': m.notification_customer_converted,
  'joint-management-asked': m.notification_joint_management_asked,
  'joint-management-reminded': m.notification_joint_management_asked,
  'admins-granted': m.notification_admins_granted,
  'admins-taken-back': m.notification_admins_taken_back,
  'customer-registered': m.notification_customer_registered,
  'invitation-declined': m.notification_invitation_declined,
  'service-approved': m.notification_service_approved,
  'service-rejected': m.notification_service_rejected,
  'person-joined': m.notification_person_joined,
  'new-device': (said) => (said.subject ? m.notification_new_device(said) : m.notification_new_device_unnamed()),
  'password-changed': m.notification_password_changed,
  'second-factor-on': m.notification_second_factor_on,
  'second-factor-off': m.notification_second_factor_off,
  'email-changed': m.notification_email_changed,
  'api-key-made': m.notification_api_key_made,
  'service-alert': (said) =>
    said.kind === 'customer' ? m.notification_service_alert_own(said) : m.notification_service_alert(said),
  'location-alert': m.notification_location_alert,
}

/** What happened, in a sentence. An event that a newer server tells of is said to be one. */
export function notificationWords({ event, party, subject }: Said, kind: OrganisationKind): string {
  const known: Words | undefined = words[event]
  if (!known) return m.notification_unknown()
  const isService = event === 'service-approved' || event === 'service-rejected'
  const unnamed = kind === 'msp' ? m.notification_some_customer() : m.notification_some_msp()
  return known({
    kind,
    party: party ?? unnamed,
    subject: isService ? (findService(subject)?.name ?? subject) : subject,
  })
}
