import type { Locale } from '../../domain/organisation.ts'
import { defineDecision } from '../define-decision.ts'

export interface ContactFields {
  firstName: string
  lastName: string
  workEmail: string
  /** Of the mails to them. */
  locale: Locale
}

/**
 * Another contact, or the right address of the same one (M7, M27): of a fully managed customer, and of one where nobody has
 * registered yet, whose invitation goes to them anew. Afterwards the customer's own super admins say who they are.
 */
export const changeContact = defineDecision<'change-contact', 'contact-changed', ContactFields>('change-contact', {
  permission: 'add-customer',
  by: ['msp'],
  decide({ status, managementType, registered }) {
    if (status === 'delinked') return { refusal: 'relationship-ended' }
    if (managementType === 'jointly' && registered) return { refusal: 'contact-registered' }
    return status === 'active' ? { patch: {} } : { refusal: 'not-active' }
  },
  event: 'contact-changed',
  audit: 'contact-changed',
})
