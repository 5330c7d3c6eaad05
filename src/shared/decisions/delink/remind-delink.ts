import { defineDecision } from '../define-decision.ts'
import { delinkTransition } from './delink-transition.ts'

/** `RESEND EMAIL` (M16): the same request again, at most once an hour and three times. */
export const remindDelink = defineDecision('remind-delink', {
  permission: 'delink-customer',
  by: ['msp', 'customer'],
  decide: (state, moment) => delinkTransition(state, 'remind', moment),
  event: 'delink-reminded',
  reminder: true,
})
