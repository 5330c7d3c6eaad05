import { defineDecision } from '../define-decision.ts'
import { requestTransition } from './request-transition.ts'

/** The customer’s super admin lets the MSP manage its account (C4): by it the relationship begins. */
export const acceptRequest = defineDecision('accept-request', {
  permission: 'delink-customer',
  by: ['customer'],
  decide: (state, moment) => requestTransition(state, 'accept', moment),
  event: 'request-accepted',
  consent: true,
  audit: 'request-accepted',
  changesAccess: true,
  request: true,
})
