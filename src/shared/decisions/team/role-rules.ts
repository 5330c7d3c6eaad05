/** What a role that an organisation makes for itself may be: a name of its own, and nothing that its maker doesn't have. */
import { rolePermissions, type Permission } from '../../domain/access/permission.ts'
import type { RoleId } from '../../domain/ids.ts'
import type { RoleRecord } from '../../domain/team/role.ts'
import { isBeyondTheirs, isMoreThanTheirs, type Deciding, type Team, type TeamRefusal } from './team.ts'

export interface RoleInput {
  roleId: RoleId
  name: string
  permissions: readonly Permission[]
}

/** Names that every organisation has already. */
const builtInNames = ['super admin', 'msp admin', 'admin']

export const sameName = (left: string, right: string) => left.trim().toLowerCase() === right.trim().toLowerCase()

/** A role is changed for everybody who has it: it is out of reach with whatever it gives, and with whomever it is given to. */
export function isRoleBeyondTheirs(
  { people }: Pick<Team, 'people'>,
  deciding: Deciding,
  { id, permissions }: RoleRecord,
): boolean {
  if (isMoreThanTheirs(deciding, { role: 'admin', permissions })) return true
  return people.some(({ roleId, scope }) => roleId === id && scope !== null && isBeyondTheirs(deciding, scope))
}

export function refuseRole(
  team: Pick<Team, 'roles'>,
  deciding: Deciding,
  { roleId, name, permissions }: RoleInput,
): TeamRefusal | null {
  const isTaken =
    builtInNames.some((known) => sameName(known, name)) ||
    team.roles.some((role) => role.id !== roleId && sameName(role.name, name))
  if (isTaken) return { refusal: 'name-taken', fields: { name: 'name-taken' } }
  const listed = rolePermissions[deciding.organisationKind]
  if (!permissions.includes('view') || !permissions.every((permission) => listed.includes(permission)))
    return { refusal: 'invalid-input', fields: { permissions: 'invalid' } }
  return isMoreThanTheirs(deciding, { role: 'admin', permissions }) ? { refusal: 'more-than-you-have' } : null
}
