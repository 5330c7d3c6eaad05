import { defineDecision } from '../define-decision.ts'
import { delinkTransition } from './delink-transition.ts'

/** `DELINK` (M16, M18): one side asks the other to end the relationship; until it answers, everything goes on. */
export const delinkCustomer = defineDecision('delink-customer', {
  permission: 'delink-customer',
  by: ['msp', 'customer'],
  decide: (state, moment) => delinkTransition(state, 'request', moment),
  event: 'delink-requested',
})
