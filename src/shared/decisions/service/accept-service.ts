import { defineDecision } from '../define-decision.ts'
import { serviceTransition } from './service-transition.ts'

/** The customer’s super admin lets the MSP manage what it asks for (M13): all of it. */
export const acceptService = defineDecision('accept-service', {
  permission: 'delink-customer',
  by: ['customer'],
  decide: (state, moment) => serviceTransition(state, { name: 'accept' }, moment),
  event: 'services-accepted',
  consent: true,
  audit: 'services-accepted',
  changesGrant: true,
})
