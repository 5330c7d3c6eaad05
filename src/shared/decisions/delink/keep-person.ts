import type { SeenPerson } from '../team/seen.ts'
import { decideOnPerson, defineTeamDecision } from '../team/team.ts'

/** Somebody whom a former MSP made stays as they are: the customer has looked them over (M17). */
export const keepPerson = defineTeamDecision('keep-person', {
  by: ['customer'],
  subjectOf: ({ personId }: SeenPerson) => ({ kind: 'person', id: personId }),
  audit: 'person-kept',
  proof: false,
  decide: (team, deciding, input) =>
    decideOnPerson(team, deciding, input, { takes: false }, ({ reviewSince }) =>
      reviewSince === null ? { refusal: 'stale-decision' } : { patch: { reviewSince: null } },
    ),
})
