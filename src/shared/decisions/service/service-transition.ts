import { isManaging } from '../../domain/relationship.ts'
import type { ServiceId } from '../../domain/service.ts'
import type { Moment, Outcome } from '../define-decision.ts'
import type { RelationshipState } from '../relationship-state.ts'

export type ServiceAction = { name: 'add'; services: readonly ServiceId[] } | { name: 'withdraw' | 'accept' | 'reject' }

/**
 * The state machine of services that are to be managed besides (M13). Where nobody of the customer has a say, managed fully or
 * not registered yet, they are at once; else they are asked for, and one answer is given to all that are asked for.
 */
export function serviceTransition(state: RelationshipState, action: ServiceAction, { now }: Moment): Outcome {
  const { status, services, askedServices } = state
  if (status === 'delinked' || status === 'withdrawn') return { refusal: 'relationship-ended' }
  if (!isManaging(state)) return { refusal: 'not-active' }
  if (action.name === 'add') {
    const known = [...services, ...(askedServices?.services ?? [])]
    if (action.services.some((service) => known.includes(service))) return { refusal: 'service-managed' }
    if (!needsConsent(state)) return { patch: { services: [...services, ...action.services] } }
    const asked = [...(askedServices?.services ?? []), ...action.services]
    return { patch: { askedServices: { services: asked, askedAt: now } } }
  }
  if (!askedServices) return { refusal: 'no-open-request' }
  if (action.name !== 'accept') return { patch: { askedServices: null } }
  return { patch: { services: [...services, ...askedServices.services], askedServices: null } }
}

/** Whether a super admin of the customer must accept it. */
export function needsConsent({
  managementType,
  registered,
}: Pick<RelationshipState, 'managementType' | 'registered'>): boolean {
  return managementType === 'jointly' && registered
}
