import { refuseGroup, type GroupInput } from './group-rules.ts'
import { defineTeamDecision } from './team.ts'

/** Customers put together, to be named in scopes and filters (M3). */
export const addGroup = defineTeamDecision('add-group', {
  by: ['msp'],
  subjectOf: ({ groupId }: GroupInput) => ({ kind: 'customer-group', id: groupId }),
  audit: 'group-added',
  decide(team, deciding, input) {
    const { groupId: id, name, members } = input
    if (team.groups.some((group) => group.id === id)) return { refusal: 'id-taken' }
    const refusal = refuseGroup(team, deciding, input)
    return refusal ?? { changes: [{ kind: 'customer-group', id, patch: { id, name, members, version: 1 } }] }
  },
})
