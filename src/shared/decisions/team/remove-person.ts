import type { SeenPerson } from './seen.ts'
import { decideOnPerson, defineTeamDecision } from './team.ts'

/** Somebody leaves the organisation: what they did stays in the log under their name, and their address is free again. */
export const removePerson = defineTeamDecision('remove-person', {
  subjectOf: ({ personId }: SeenPerson) => ({ kind: 'person', id: personId }),
  audit: 'person-removed',
  proof: false,
  decide: (team, deciding, input) => decideOnPerson(team, deciding, input, { takes: true }, () => ({ patch: null })),
})
