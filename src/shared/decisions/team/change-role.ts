import { isRoleBeyondTheirs, refuseRole, type RoleInput } from './role-rules.ts'
import { defineTeamDecision } from './team.ts'

export interface ChangeRoleInput extends RoleInput {
  version: number
}

/** Another name or other permissions, for everybody who has the role. */
export const changeRole = defineTeamDecision('change-role', {
  subjectOf: ({ roleId }: ChangeRoleInput) => ({ kind: 'role', id: roleId }),
  audit: 'role-changed',
  decide(team, deciding, input) {
    const { roleId: id, version, name, permissions } = input
    const role = team.roles.find((each) => each.id === id)
    if (!role) return { refusal: 'not-found' }
    if (isRoleBeyondTheirs(team, deciding, role)) return { refusal: 'more-than-you-have' }
    const refusal = refuseRole(team, deciding, input)
    if (refusal) return refusal
    if (version !== role.version) return { refusal: 'stale-decision' }
    return { changes: [{ kind: 'role', id, patch: { name, permissions, version: version + 1 } }] }
  },
})
