import type { SeenPerson } from './seen.ts'
import { decideOnPerson, defineTeamDecision } from './team.ts'

/** Lets somebody in no more, until they are reactivated: every session ends, and their devices are emptied at next contact. */
export const blockPerson = defineTeamDecision('block-person', {
  subjectOf: ({ personId }: SeenPerson) => ({ kind: 'person', id: personId }),
  audit: 'person-blocked',
  proof: false,
  decide: (team, deciding, input) =>
    decideOnPerson(team, deciding, input, { takes: true }, ({ state }) =>
      state === 'active' ? { patch: { state: 'blocked' } } : { refusal: 'stale-decision' },
    ),
})
