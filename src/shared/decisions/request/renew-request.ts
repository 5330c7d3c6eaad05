import { defineDecision } from '../define-decision.ts'
import { requestTransition } from './request-transition.ts'

/** Asks once more after a no, or after nobody answered in time (M10). */
export const renewRequest = defineDecision('renew-request', {
  permission: 'add-customer',
  by: ['msp'],
  decide: (state, moment) => requestTransition(state, 'renew', moment),
  event: 'request-renewed',
  request: true,
})
