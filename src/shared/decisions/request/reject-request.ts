import { defineDecision } from '../define-decision.ts'
import { requestTransition } from './request-transition.ts'

/** The customer’s super admin says no (C4); the MSP may ask again after a day. */
export const rejectRequest = defineDecision('reject-request', {
  permission: 'delink-customer',
  by: ['customer'],
  decide: (state, moment) => requestTransition(state, 'reject', moment),
  event: 'request-rejected',
  consent: true,
  request: true,
})
