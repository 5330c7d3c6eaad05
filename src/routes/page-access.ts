import { consentPermission, type Permission } from '#shared/domain/access/permission.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'

const publicPages = new Set([
  'setup',
  'sign-in',
  'sign-up',
  'complete-registration',
  'forgot-password',
  'reset-password',
  'register',
  'join',
  'appointment',
  'stop-appointment',
  'stop-release',
  'decline',
  'verify-email',
  'confirm-email',
  'alert-address',
])
const pagesOf: Record<OrganisationKind, ReadonlySet<string>> = {
  msp: new Set(['customers', 'console', 'devices', 'home', 'licenses', 'msp-profile', 'team']),
  customer: new Set([
    'account',
    'administrators',
    'blocked-msps',
    'console',
    'devices',
    'former-msps',
    'home',
    'licenses',
    'requests',
    'services',
  ]),
  reseller: new Set(['reseller', 'team']),
}
const notEverybodys = new Set(Object.values(pagesOf).flatMap((pages) => [...pages]))

function firstSegment(routeId: string | null): string {
  return routeId?.split('/').find((segment) => segment !== '' && !segment.startsWith('(')) ?? ''
}

/** Pages that show no organisation's data and stand in the plain layout. */
export function isPublicRoute(routeId: string | null): boolean {
  return publicPages.has(firstSegment(routeId))
}

/** Whether this page belongs to other kinds of organisations only. */
export function isForOtherKind(routeId: string | null, kind: OrganisationKind): boolean {
  const segment = firstSegment(routeId)
  // Groups are of an MSP's customers.
  if (routeId === '/team/groups') return kind !== 'msp'
  return notEverybodys.has(segment) && !pagesOf[kind].has(segment)
}

const needed: Readonly<Record<string, Permission>> = {
  '/account/delink': consentPermission,
  '/activity': 'view-activity',
  '/audit-log': 'view-audit-log',
  '/customers/new': 'add-customer',
  '/customers/existing': 'add-customer',
  '/customers/[id]/contact': 'add-customer',
  '/customers/[id]/convert': 'add-customer',
  '/customers/[id]/delink': 'delink-customer',
  '/customers/[id]/remove': 'delink-customer',
  '/customers/[id]/close': 'delink-customer',
  '/customers/[id]/admins': 'manage-admins-and-roles',
  '/customers/[id]/admins/invite': 'manage-admins-and-roles',
  '/customers/[id]/admins/roles': 'manage-admins-and-roles',
  '/customers/[id]/admins/[person]': 'manage-admins-and-roles',
  '/settings/alerts': 'alert-settings',
  '/licenses/register': 'manage-licenses',
  '/settings/msp-permissions': 'msp-permissions',
  '/blocked-msps': consentPermission,
}

/** The permission without which a page would only show what can't be done; null where everybody finds something. */
export function neededPermission(routeId: string | null): Permission | null {
  return needed[routeId ?? ''] ?? null
}

const homePaths = { msp: '/customers', customer: '/home', reseller: '/reseller/customers' } as const

/** Where people of this kind begin. */
export function homePath(kind: OrganisationKind): (typeof homePaths)[OrganisationKind] {
  return homePaths[kind]
}

/** Where the mark at the top leads. */
export function markPath(kind: OrganisationKind): '/home' | '/reseller/customers' {
  return kind === 'reseller' ? homePaths.reseller : '/home'
}

/** Pages with a search of their own: a second one above it would only be taken for it. */
export function hasOwnSearch(routeId: string | null): boolean {
  if (routeId === '/activity' || routeId === '/reseller/customers') return true
  return ['/customers/(list)', '/devices/(list)'].some((list) => routeId?.startsWith(list))
}
