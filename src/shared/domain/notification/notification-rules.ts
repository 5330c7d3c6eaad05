/** Who is told of what (M21), and whether they may say that they would rather not be. */
import type { Permission } from '../access/permission.ts'
import type { OrganisationKind } from '../organisation.ts'
import type { RelationshipSide } from '../relationship.ts'

/** What asks for consent, and what concerns one's own sign-in, can't be turned off. */
export const notificationCategories = ['consent', 'security', 'invitations', 'services', 'alerts', 'team'] as const
export type NotificationCategory = (typeof notificationCategories)[number]

export const fixedCategories: ReadonlySet<NotificationCategory> = new Set(['consent', 'security'])

/** Of which the people of such an organisation hear anything. */
export const categoriesOf: Readonly<Record<OrganisationKind, readonly NotificationCategory[]>> = {
  msp: ['consent', 'security', 'invitations', 'alerts', 'team'],
  customer: ['consent', 'security', 'services', 'alerts', 'team'],
  reseller: ['security', 'team'],
}

/** Whether a question is still to be answered, as the relationship's columns say it. */
export type Question = 'delink' | 'request' | 'services' | 'joint-management'

interface Told {
  category: NotificationCategory
  /** What somebody must be permitted who hears of it. */
  permission: Permission
}

/** Heard by those on the side that didn't do it. `ends`: by it the relationship is over. */
interface ToldOfRelationship extends Told {
  sides: readonly RelationshipSide[]
  /** Neither side did it: Tandem's operator. */
  byOperator?: true
  asks?: Question
  ends?: true
}

const both = ['msp', 'customer'] as const
const consent = { category: 'consent', permission: 'delink-customer' } as const
const asked = { category: 'consent', permission: 'add-customer', sides: ['msp'] } as const

/** By the log's word for what was done. */
export const relationshipNotifications = {
  'delink-requested': { ...consent, sides: both, asks: 'delink' },
  'delink-reminded': { ...consent, sides: both, asks: 'delink' },
  'delink-withdrawn': { ...consent, sides: both },
  'delink-rejected': { ...consent, sides: both },
  'delink-accepted': { ...consent, sides: both, ends: true },
  'customer-released': { ...consent, sides: both, ends: true, byOperator: true },
  'request-sent': { ...consent, sides: ['customer'], asks: 'request' },
  'request-reminded': { ...consent, sides: ['customer'], asks: 'request' },
  'request-renewed': { ...consent, sides: ['customer'], asks: 'request' },
  'request-accepted': asked,
  'request-rejected': asked,
  'request-closed': asked,
  'services-asked': { ...consent, sides: ['customer'], asks: 'services' },
  'services-accepted': asked,
  'services-rejected': asked,
  'customer-converted': { ...consent, sides: ['customer'] },
  'joint-management-asked': { ...asked, asks: 'joint-management' },
  'joint-management-reminded': { ...asked, asks: 'joint-management' },
  'admins-granted': { category: 'consent', permission: 'manage-admins-and-roles', sides: ['msp'] },
  'admins-taken-back': { category: 'consent', permission: 'manage-admins-and-roles', sides: ['msp'] },
  'customer-registered': { category: 'invitations', permission: 'add-customer', sides: ['msp'] },
  'invitation-declined': { category: 'invitations', permission: 'add-customer', sides: ['msp'] },
} as const satisfies Readonly<Record<string, ToldOfRelationship>>

/** What answers a question, or leaves nobody whom it could be asked. */
const answers: ReadonlySet<string> = new Set([
  'delink-withdrawn',
  'delink-rejected',
  'delink-accepted',
  'customer-released',
  'customer-removed',
  'customer-closed',
  'request-accepted',
  'request-rejected',
  'request-closed',
  'request-withdrawn',
  'services-accepted',
  'services-rejected',
  'services-withdrawn',
  'customer-converted',
])

export function isAnswer(event: string): boolean {
  return answers.has(event)
}

/** Of one's own organisation: heard by its people who are permitted that. */
export const organisationNotifications = {
  'service-approved': { category: 'services', permission: 'delink-customer' },
  'service-rejected': { category: 'services', permission: 'delink-customer' },
  'person-joined': { category: 'team', permission: 'manage-admins-and-roles' },
} as const satisfies Readonly<Record<string, Told>>

/** Heard by the person alone whose sign-in it is. */
export const personNotifications = [
  'new-device',
  'password-changed',
  'second-factor-on',
  'second-factor-off',
  'email-changed',
  'api-key-made',
] as const

/** Of a customer's devices (S2): heard by whom the alert's settings name. Where these are, only the customer's people hear. */
export const alertNotifications = ['service-alert', 'location-alert'] as const

export type RelationshipNotification = keyof typeof relationshipNotifications
export type OrganisationNotification = keyof typeof organisationNotifications
export type PersonNotification = (typeof personNotifications)[number]
export type AlertNotification = (typeof alertNotifications)[number]
export type NotificationEvent =
  RelationshipNotification | OrganisationNotification | PersonNotification | AlertNotification

/** Undefined for what nobody is told of. */
export function findRelationshipNotification(event: string): ToldOfRelationship | undefined {
  return Object.hasOwn(relationshipNotifications, event)
    ? relationshipNotifications[event as RelationshipNotification]
    : undefined
}

export function isOfAlert(event: string): event is AlertNotification {
  return alertNotifications.includes(event as AlertNotification)
}

/** Whether somebody may still see it when the relationship is over. */
export function isOfEnd(event: string): boolean {
  return findRelationshipNotification(event)?.ends === true
}

export const endingNotifications = Object.keys(relationshipNotifications).filter(isOfEnd)

/** Those that ask one of these questions. */
export function asking(questions: readonly Question[]): string[] {
  return Object.keys(relationshipNotifications).filter((event) => {
    const { asks } = findRelationshipNotification(event)!
    return asks !== undefined && questions.includes(asks)
  })
}
