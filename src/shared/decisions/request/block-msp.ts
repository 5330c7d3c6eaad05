import { consentPermission } from '../../domain/access/permission.ts'
import { defineTeamDecision } from '../team/team.ts'
import { decideOnAsking, type SeenAskingMsp } from './seen-asking-msp.ts'
import { fullName } from '../../domain/text/person-name.ts'

/** The customer's super admin lets an MSP ask no more (C12). What of it waits is answered with a no; it never hears why. */
export const blockMsp = defineTeamDecision('block-msp', {
  by: ['customer'],
  permission: consentPermission,
  audit: 'msp-blocked',
  // It gives nobody anything.
  proof: false,
  subjectOf: ({ mspId }: SeenAskingMsp) => ({ kind: 'asking-msp', id: mspId }),
  decide: (team, deciding, seen) =>
    decideOnAsking(team, seen, ({ blockedAt }) => {
      if (blockedAt !== null) return { refusal: 'stale-decision' }
      const person = team.people.find(({ id }) => id === deciding.userId)
      const blockedBy = person ? fullName(person.firstName, person.lastName) || person.email : ''
      return { patch: { blockedAt: deciding.now, blockedBy } }
    }),
})
