import { defineDecision } from '../define-decision.ts'
import { delinkTransition } from './delink-transition.ts'

/** The other side agrees (M17): the relationship ends. */
export const acceptDelink = defineDecision('accept-delink', {
  permission: 'delink-customer',
  by: ['msp', 'customer'],
  decide: (state, moment) => delinkTransition(state, 'accept', moment),
  event: 'delink-accepted',
  consent: true,
  audit: 'delink-accepted',
  changesAccess: true,
})
