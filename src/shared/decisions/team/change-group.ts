import { refuseGroup, type GroupInput } from './group-rules.ts'
import { defineTeamDecision } from './team.ts'

export interface ChangeGroupInput extends GroupInput {
  version: number
}

/** Another name or other members: everybody whose scope names the group sees others. */
export const changeGroup = defineTeamDecision('change-group', {
  by: ['msp'],
  subjectOf: ({ groupId }: ChangeGroupInput) => ({ kind: 'customer-group', id: groupId }),
  audit: 'group-changed',
  decide(team, deciding, input) {
    const { groupId: id, version, name, members } = input
    const group = team.groups.find((each) => each.id === id)
    if (!group) return { refusal: 'not-found' }
    const refusal = refuseGroup(team, deciding, input)
    if (refusal) return refusal
    if (version !== group.version) return { refusal: 'stale-decision' }
    return { changes: [{ kind: 'customer-group', id, patch: { name, members, version: version + 1 } }] }
  },
})
