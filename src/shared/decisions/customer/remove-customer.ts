import { defineDecision } from '../define-decision.ts'

/**
 * `Remove` (M7): a customer that was invited and whose invitation nobody accepted, so that nobody could answer a delink. It
 * holds at once. Once somebody has registered, a delink asks them.
 */
export const removeCustomer = defineDecision('remove-customer', {
  permission: 'delink-customer',
  by: ['msp'],
  decide({ status, managementType, registered, invitation }) {
    if (status === 'delinked') return { refusal: 'relationship-ended' }
    if (managementType !== 'jointly') return { refusal: 'not-removable' }
    if (registered || invitation === null || invitation.state === 'registered')
      return { refusal: 'registered-meanwhile' }
    return status === 'active' ? { patch: { status: 'delinked' } } : { refusal: 'not-active' }
  },
  event: 'customer-removed',
  audit: 'customer-removed',
  changesAccess: true,
})
