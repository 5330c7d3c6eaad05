import { defineDecision } from '../define-decision.ts'
import { serviceTransition } from './service-transition.ts'

/** Takes back the question whether services may be managed besides (M13). */
export const withdrawService = defineDecision('withdraw-service', {
  permission: 'add-customer',
  by: ['msp'],
  decide: (state, moment) => serviceTransition(state, { name: 'withdraw' }, moment),
  event: 'services-withdrawn',
})
