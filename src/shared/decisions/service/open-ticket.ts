import { isManaging } from '../../domain/relationship.ts'
import type { ServiceId } from '../../domain/service.ts'
import { defineDecision } from '../define-decision.ts'

export interface OpenTicketFields {
  service: ServiceId
  ticketText: string
}

/** `SUPPORT TICKET` (M15): the operator is asked about a managed service, such as to remove it; nothing changes by asking. */
export const openTicket = defineDecision<'open-ticket', 'ticket-opened', OpenTicketFields>('open-ticket', {
  permission: 'add-customer',
  by: ['msp'],
  decide(state, _moment, { service }) {
    if (!isManaging(state)) return { refusal: 'relationship-ended' }
    return state.services.includes(service) ? { patch: {} } : { refusal: 'service-not-managed' }
  },
  event: 'ticket-opened',
  aside: true,
  typed: ['ticketText'],
})
