import { builtInPermissions, grantedPermission } from '../../domain/access/permission.ts'
import { permissionsOf } from '../../domain/access/permissions-of.ts'
import type { SignedInUser } from '../../domain/user.ts'
import type { Deciding, Team } from './team.ts'

/** Who decides at a device: what it has of customers is in its person's scope. Whoever sees all is told everybody's scope. */
export function decidingHere(user: SignedInUser, team: Team, now: number): Deciding {
  const own = team.people.find(({ id }) => id === user.id)
  const permissions = permissionsOf(user)
  return {
    userId: user.id,
    role: user.role === 'super-admin' ? 'super-admin' : 'admin',
    permissions,
    gives: permissions,
    organisationKind: user.organisationKind,
    seesAll: user.organisationKind !== 'msp' || (own?.scope ?? null) !== null,
    isInScope: (id) => /^\d{10}$/.test(id),
    now,
  }
}

/**
 * Whoever manages a customer's admins under its grant (C7): gives what an admin there has, but never the management itself,
 * which would outlive the grant. So super admins, and whoever manages admins, are out of reach; and what the MSP's person may do
 * besides is about its own customers, never about what the customer's super admins decide for it.
 */
export function decidingUnderGrant({
  userId,
  permissions,
  now,
}: Pick<Deciding, 'userId' | 'permissions' | 'now'>): Deciding {
  return {
    userId,
    role: 'admin',
    permissions: permissions.has(grantedPermission) ? new Set([grantedPermission]) : new Set(),
    gives: builtInPermissions('customer', 'admin'),
    organisationKind: 'customer',
    seesAll: true,
    isInScope: () => true,
    now,
  }
}
