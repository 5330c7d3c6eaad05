import type { RoleChoice } from '../../domain/team/person.ts'
import { isRoleBeyondTheirs } from './role-rules.ts'
import type { SeenRole } from './seen.ts'
import { changeOf, defineTeamDecision, findRole, isMoreThanTheirs, type TeamChange } from './team.ts'

export interface DeleteRoleInput extends SeenRole {
  /** What whoever has it gets in the same step; null when nobody has it. */
  instead: RoleChoice | null
}

export const deleteRole = defineTeamDecision('delete-role', {
  subjectOf: ({ roleId }: DeleteRoleInput) => ({ kind: 'role', id: roleId }),
  audit: 'role-deleted',
  decide(team, deciding, { roleId, version, instead }) {
    const role = team.roles.find(({ id }) => id === roleId)
    if (!role) return { refusal: 'not-found' }
    if (isRoleBeyondTheirs(team, deciding, role)) return { refusal: 'more-than-you-have' }
    const gone: TeamChange = { kind: 'role', id: roleId, patch: null }
    const people = team.people.filter((person) => person.roleId === roleId)
    const given = instead === null || instead === roleId ? null : findRole(team, instead, deciding.organisationKind)
    if (people.length > 0 && !given) return { refusal: 'role-in-use' }
    if (given && isMoreThanTheirs(deciding, given)) return { refusal: 'more-than-you-have' }
    if (version !== role.version) return { refusal: 'stale-decision' }
    const moved = people.map((person) => {
      const { role: builtIn, roleId: own, ownRole } = given!
      return changeOf(person, { role: builtIn, roleId: own, ownRole })
    })
    return { changes: [...moved, gone] }
  },
})
