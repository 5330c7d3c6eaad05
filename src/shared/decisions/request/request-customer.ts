import { emptyRequestForm } from '../../domain/request/empty-request-form.ts'
import { defineCreation } from '../define-decision.ts'
import type { RequestCustomerInput } from './request-customer-input.ts'

/** `REQUEST TO ADD` (M9, M10): asks the super admins of a company that has an account; it makes nothing but the question. */
export const requestCustomer = defineCreation('request-customer', {
  permission: 'add-customer',
  by: ['msp'],
  creates: (_input: RequestCustomerInput) => [],
  form: { ...emptyRequestForm },
  event: 'request-sent',
})
