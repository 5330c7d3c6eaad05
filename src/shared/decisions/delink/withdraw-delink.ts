import { defineDecision } from '../define-decision.ts'
import { delinkTransition } from './delink-transition.ts'

/** Takes one's own request back (M16). */
export const withdrawDelink = defineDecision('withdraw-delink', {
  permission: 'delink-customer',
  by: ['msp', 'customer'],
  decide: (state, moment) => delinkTransition(state, 'withdraw', moment),
  event: 'delink-withdrawn',
})
