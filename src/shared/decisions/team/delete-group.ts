import type { SeenGroup } from './seen.ts'
import { defineTeamDecision } from './team.ts'

/** Only one that no scope names: somebody who sees all but its members would see them. */
export const deleteGroup = defineTeamDecision('delete-group', {
  by: ['msp'],
  subjectOf: ({ groupId }: SeenGroup) => ({ kind: 'customer-group', id: groupId }),
  audit: 'group-deleted',
  decide({ people, groups }, { seesAll }, { groupId, version }) {
    const group = groups.find(({ id }) => id === groupId)
    if (!group) return { refusal: 'not-found' }
    if (!seesAll) return { refusal: 'more-than-you-have' }
    const isNamed = people.some(({ scope }) => scope && [...scope.allow, ...scope.deny].includes(groupId))
    if (isNamed) return { refusal: 'group-in-use' }
    if (version !== group.version) return { refusal: 'stale-decision' }
    return { changes: [{ kind: 'customer-group', id: groupId, patch: null }] }
  },
})
