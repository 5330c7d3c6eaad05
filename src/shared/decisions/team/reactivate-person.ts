import type { SeenPerson } from './seen.ts'
import { decideOnPerson, defineTeamDecision } from './team.ts'

/** Somebody who was blocked signs in again, with the role and the customers they had. */
export const reactivatePerson = defineTeamDecision('reactivate-person', {
  subjectOf: ({ personId }: SeenPerson) => ({ kind: 'person', id: personId }),
  audit: 'person-reactivated',
  decide: (team, deciding, input) =>
    decideOnPerson(team, deciding, input, { takes: false }, ({ state }) =>
      state === 'blocked' ? { patch: { state: 'active' } } : { refusal: 'stale-decision' },
    ),
})
