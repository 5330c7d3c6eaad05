/** What goes with services that are to be managed besides (M13): the customer's records, mails, and a yes in the journal. */
import { needsConsent } from '#shared/decisions/service/service-transition.ts'
import { managedServicesSchema } from '#shared/domain/service.ts'
import { addServices } from '../../database/repository/customer/service-record.ts'
import type { Effects } from '../effects.ts'
import { mailService } from './mail-service.ts'
import { tellServicesAdded } from './tell-services-added.ts'

export const addServiceEffects: Effects<'add-service'> = {
  fields: { services: managedServicesSchema },
  async apply(carried, { services }) {
    const { unit, state, relationship } = carried
    if (needsConsent(state)) return mailService(carried, 'service-request', services)
    const { customer_id: customerId, msp_id: throughId } = relationship
    await addServices(unit, { customerId, services, status: 'active', throughId })
    // Whoever is invited reads of all services on the page on which they register.
    if (relationship.management_type === 'fully') await tellServicesAdded(carried, services)
  },
}

export const withdrawServiceEffects: Effects<'withdraw-service'> = {
  apply: (carried) => mailService(carried, 'service-withdrawn', carried.state.askedServices?.services ?? []),
}

export const rejectServiceEffects: Effects<'reject-service'> = {
  apply: (carried) => mailService(carried, 'service-rejected', carried.state.askedServices?.services ?? []),
}

export const acceptServiceEffects: Effects<'accept-service'> = {
  async apply(carried) {
    const { services: node, unit, state, relationship, access, itemId } = carried
    const { customer_id: customerId, msp_id: throughId } = relationship
    const services = state.askedServices?.services ?? []
    await addServices(unit, { customerId, services, status: 'active', throughId })
    await mailService(carried, 'service-accepted', services)
    const { userId, organisationId } = access
    const accepted = { id: relationship.id, services, userId, organisationId, itemId, at: unit.now }
    unit.afterCommit(() => node.revocations.servicesAccepted(accepted))
  },
}
