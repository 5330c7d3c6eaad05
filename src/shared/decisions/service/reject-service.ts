import { defineDecision } from '../define-decision.ts'
import { serviceTransition } from './service-transition.ts'

/** The customer’s super admin says no (M13); what is managed stays as it is. */
export const rejectService = defineDecision('reject-service', {
  permission: 'delink-customer',
  by: ['customer'],
  decide: (state, moment) => serviceTransition(state, { name: 'reject' }, moment),
  event: 'services-rejected',
  consent: true,
})
