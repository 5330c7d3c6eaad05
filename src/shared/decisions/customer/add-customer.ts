import { emptyCustomerForm } from '../../domain/account/empty-customer-form.ts'
import { defineCreation } from '../define-decision.ts'
import type { AddCustomerInput } from './add-customer-input.ts'

/** `ADD CUSTOMER` (M6–M8): a customer who has no account, its documents, and an invitation when jointly managed. */
export const addCustomer = defineCreation('add-customer', {
  permission: 'add-customer',
  by: ['msp'],
  creates: ({ account, mspPrivate }: AddCustomerInput) => [
    { ...account, kind: 'account' },
    { ...mspPrivate, kind: 'msp-private' },
  ],
  form: emptyCustomerForm,
  event: 'customer-added',
})
