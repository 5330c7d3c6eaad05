import type { SignedInUser } from '../user.ts'
import { builtInPermissions, allPermissions, type Permission } from './permission.ts'

/** What whoever is signed in here may do, as the server last said; of a server that doesn't say it, what their role lets them. */
export function permissionsOf(
  user: Pick<SignedInUser, 'permissions' | 'role' | 'organisationKind'>,
): ReadonlySet<Permission> {
  const { permissions, role, organisationKind } = user
  if (!permissions) return builtInPermissions(organisationKind, role === 'super-admin' ? 'super-admin' : 'admin')
  return new Set(allPermissions.filter((permission) => permissions.includes(permission)))
}
