import { consentPermission } from '../../domain/access/permission.ts'
import { defineTeamDecision } from '../team/team.ts'
import { decideOnAsking, type SeenAskingMsp } from './seen-asking-msp.ts'

/** It may ask again, as any MSP may (C12): once a day. */
export const unblockMsp = defineTeamDecision('unblock-msp', {
  by: ['customer'],
  permission: consentPermission,
  audit: 'msp-unblocked',
  // To be asked gives nobody anything either.
  proof: false,
  subjectOf: ({ mspId }: SeenAskingMsp) => ({ kind: 'asking-msp', id: mspId }),
  decide: (team, _deciding, seen) =>
    decideOnAsking(team, seen, ({ blockedAt }) =>
      blockedAt === null ? { refusal: 'stale-decision' } : { patch: { blockedAt: null, blockedBy: '' } },
    ),
})
