import type { ServiceId } from '../../domain/service.ts'
import { defineDecision } from '../define-decision.ts'
import { needsConsent, serviceTransition } from './service-transition.ts'

export interface AddServiceFields {
  services: ServiceId[]
}

/** `Add service` (M13): the MSP manages more of the customer's services, or asks its super admins whether it may. */
export const addService = defineDecision<'add-service', 'services-added' | 'services-asked', AddServiceFields>(
  'add-service',
  {
    permission: 'add-customer',
    by: ['msp'],
    decide: (state, moment, { services }) => serviceTransition(state, { name: 'add', services }, moment),
    event: (state) => (needsConsent(state) ? 'services-asked' : 'services-added'),
    audit: 'services-added',
    changesGrant: true,
  },
)
