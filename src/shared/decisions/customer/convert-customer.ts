import type { Locale } from '../../domain/organisation.ts'
import { defineDecision } from '../define-decision.ts'

export interface ConvertFields {
  /** Whom the invitation goes to. */
  workEmail: string
  /** In which language. */
  locale: Locale
}

/**
 * Fully → jointly managed (M14): the customer sees the account from now on, and is invited. There is no way back but a delink,
 * and a customer that is jointly managed already is told so.
 */
export const convertCustomer = defineDecision<'convert-customer', 'customer-converted', ConvertFields>(
  'convert-customer',
  {
    permission: 'add-customer',
    by: ['msp'],
    decide({ status, managementType }) {
      if (status === 'delinked') return { refusal: 'relationship-ended' }
      if (managementType !== 'fully') return { refusal: 'already-jointly' }
      if (status !== 'active') return { refusal: 'not-active' }
      return { patch: { managementType: 'jointly' } }
    },
    event: 'customer-converted',
    audit: 'customer-converted',
    changesAccess: true,
  },
)
