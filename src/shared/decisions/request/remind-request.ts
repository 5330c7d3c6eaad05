import { defineDecision } from '../define-decision.ts'
import { requestTransition } from './request-transition.ts'

/** The same question again, once a day; its time doesn’t begin anew (M10). */
export const remindRequest = defineDecision('remind-request', {
  permission: 'add-customer',
  by: ['msp'],
  decide: (state, moment) => requestTransition(state, 'remind', moment),
  event: 'request-reminded',
  reminder: true,
  request: true,
})
