import { refuseRole, type RoleInput } from './role-rules.ts'
import { defineTeamDecision } from './team.ts'

/** A role of the organisation's own (M20, C6). */
export const addRole = defineTeamDecision('add-role', {
  subjectOf: ({ roleId }: RoleInput) => ({ kind: 'role', id: roleId }),
  audit: 'role-added',
  decide(team, deciding, input) {
    const { roleId: id, name, permissions } = input
    if (team.roles.some((role) => role.id === id)) return { refusal: 'id-taken' }
    const refusal = refuseRole(team, deciding, input)
    return refusal ?? { changes: [{ kind: 'role', id, patch: { id, name, permissions, version: 1 } }] }
  },
})
