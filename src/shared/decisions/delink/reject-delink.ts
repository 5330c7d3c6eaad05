import { defineDecision } from '../define-decision.ts'
import { delinkTransition } from './delink-transition.ts'

/** The other side says no (M17): the relationship goes on. */
export const rejectDelink = defineDecision('reject-delink', {
  permission: 'delink-customer',
  by: ['msp', 'customer'],
  decide: (state, moment) => delinkTransition(state, 'reject', moment),
  event: 'delink-rejected',
  consent: true,
})
