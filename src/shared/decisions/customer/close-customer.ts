import { defineDecision } from '../define-decision.ts'

/**
 * `Close customer account` (M25): a customer that only its MSP has, and of which nobody could be asked. It holds at once. Where
 * the company has people of its own the account stays theirs: it is shared, and then delinked.
 */
export const closeCustomer = defineDecision('close-customer', {
  permission: 'delink-customer',
  by: ['msp'],
  decide({ status, managementType, registered, request }) {
    if (status === 'delinked') return { refusal: 'relationship-ended' }
    if (managementType !== 'fully') return { refusal: 'not-closable' }
    if (registered || request !== null) return { refusal: 'has-people' }
    return status === 'active' ? { patch: { status: 'delinked' } } : { refusal: 'not-active' }
  },
  event: 'customer-closed',
  audit: 'customer-closed',
  changesAccess: true,
})
