import type { SeenPerson } from './seen.ts'
import { decideOnPerson, defineTeamDecision } from './team.ts'

/** The links of somebody who hasn't registered die, and their mails that wait are not sent. */
export const revokePersonInvitation = defineTeamDecision('revoke-person-invitation', {
  subjectOf: ({ personId }: SeenPerson) => ({ kind: 'person', id: personId }),
  audit: 'person-invitation-revoked',
  proof: false,
  decide: (team, deciding, input) =>
    decideOnPerson(team, deciding, input, { takes: true }, ({ state }) =>
      state === 'pending' ? { patch: { state: 'revoked', invitation: null } } : { refusal: 'stale-decision' },
    ),
})
