import type { AlertCategory } from '#shared/domain/alert/alert-category.ts'
import type { RelationshipSide } from '#shared/domain/relationship.ts'
import { printDeadline } from '../../deadline.ts'
import { customerUrl, defineMail } from '../../define-mail.ts'
import { linesOf } from '../../mail-data.ts'

export interface ServiceAlertData {
  companyName: string
  customerId: string
  category: AlertCategory
  title: string
  text: string
  /** What the device is called by. */
  device: string
  /** ms */
  at: number
  /** Coordinates, to the customer's people alone; empty: none. */
  place: string
  /** Null: of neither. */
  side: RelationshipSide | null
  why: 'all-admins' | 'group-managers' | 'address'
}

export const serviceAlert = defineMail('service-alert', (data: ServiceAlertData, context) => {
  const { words, locale, publicUrl } = context
  const { category, side, why, place, device, at } = data
  const about = { ...data, category: words(`alert_category_${category}`) }
  const console = `${publicUrl}/services/knox-asset-intelligence`
  return {
    subject: words('mail_service_alert_subject', about),
    heading: data.title,
    paragraphs: linesOf(data.text),
    facts: [
      [words('mail_label_company'), data.companyName],
      [words('mail_label_customer_id'), data.customerId],
      [words('mail_service_alert_about'), about.category],
      [words('mail_service_alert_device'), device],
      ...(place ? ([[words('mail_service_alert_place'), place]] as [string, string][]) : []),
      [words('mail_service_alert_at'), printDeadline(at, locale)],
    ],
    actions: {
      msp: [{ label: words('mail_action_open_customer'), url: customerUrl(context, data.customerId) }],
      customer: [{ label: words('mail_action_open_devices'), url: console }],
      none: [],
    }[side ?? 'none'],
    reason: words(
      (
        {
          'all-admins': 'mail_service_alert_because_all_admins',
          'group-managers': 'mail_service_alert_because_group_managers',
          address: 'mail_service_alert_because_address',
        } as const
      )[why],
      about,
    ),
  }
})
