/** What a role may let somebody do, by name; and the roles that every organisation has (M20, C6). */
import type { OrganisationKind } from '../organisation.ts'
import type { Role } from '../user.ts'

export const allPermissions = [
  'view',
  'view-activity',
  /** An MSP's `Edit customers`, a customer's `Edit account`. */
  'edit-account',
  'add-customer',
  /** An MSP's own role may give it; of a customer only its super admins answer and ask (C4, C5). */
  'delink-customer',
  'manage-devices',
  'manage-licenses',
  'manage-resellers',
  'manage-admins-and-roles',
  'alert-settings',
  /** Where a customer's devices are: its own people's alone (S2). */
  'view-location',
  'export',
  /** Whether the organisation's people need a second factor. */
  'sign-in-rules',
  'view-audit-log',
  /** What a customer's MSP may do with its admins and roles (C7). */
  'msp-permissions',
] as const
export type Permission = (typeof allPermissions)[number]

/** With it a customer's people answer MSPs, and ask them (C4, C5). */
export const consentPermission: Permission = 'delink-customer'

/** All that a customer's grant lets its MSP do about the customer's team (C7). */
export const grantedPermission: Permission = 'manage-admins-and-roles'

/** What an organisation may put into its own roles. Its super admins hold these, and `onlySuperAdmins` besides. */
export const rolePermissions: Readonly<Record<OrganisationKind, readonly Permission[]>> = {
  msp: [
    'add-customer',
    'view',
    'edit-account',
    'delink-customer',
    'manage-devices',
    'manage-licenses',
    'manage-admins-and-roles',
    'export',
    'view-activity',
  ],
  customer: [
    'view',
    'edit-account',
    'manage-devices',
    'manage-licenses',
    'manage-resellers',
    'manage-admins-and-roles',
    'alert-settings',
    'view-location',
    'view-activity',
  ],
  reseller: ['view', 'add-customer', 'manage-devices', 'manage-admins-and-roles', 'export'],
}

const onlySuperAdmins: Readonly<Record<OrganisationKind, readonly Permission[]>> = {
  msp: ['sign-in-rules', 'view-audit-log'],
  customer: ['delink-customer', 'sign-in-rules', 'view-audit-log', 'msp-permissions'],
  reseller: ['sign-in-rules', 'view-audit-log'],
}

/** Whom an MSP makes at a customer is such an admin at most (C7): so they don't see where devices are, either. */
const notAnAdmins: readonly Permission[] = ['manage-admins-and-roles', 'view-location']

/** What a built-in role lets somebody do: a super admin everything, an admin all but making others and seeing where devices are. */
export function builtInPermissions(kind: OrganisationKind, role: Role): ReadonlySet<Permission> {
  const listed = rolePermissions[kind]
  if (role === 'super-admin') return new Set([...listed, ...onlySuperAdmins[kind]])
  return new Set(listed.filter((permission) => !notAnAdmins.includes(permission)))
}

/** What a role of an organisation's own lets somebody do: names that don't belong there, or that nobody knows, give nothing. */
export function ownRolePermissions(kind: OrganisationKind, names: readonly string[]): ReadonlySet<Permission> {
  return new Set(rolePermissions[kind].filter((permission) => names.includes(permission)))
}
