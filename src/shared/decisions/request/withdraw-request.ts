import { defineDecision } from '../define-decision.ts'
import { requestTransition } from './request-transition.ts'

/** Takes the question back; of one that is over it takes the row out of the list (M10). */
export const withdrawRequest = defineDecision('withdraw-request', {
  permission: 'add-customer',
  by: ['msp'],
  decide: (state, moment) => requestTransition(state, 'withdraw', moment),
  event: 'request-withdrawn',
  request: true,
})
