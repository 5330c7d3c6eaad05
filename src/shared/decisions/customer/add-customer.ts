import { z } from 'zod'
import { updateLimitBytes } from '../../domain/facts/document-limit.ts'
import { emptyCustomerForm } from '../../domain/facts/customer-form.ts'
import { documentIdSchema, relationshipIdSchema } from '../../domain/ids.ts'
import { localeSchema } from '../../domain/organisation.ts'
import { managementTypeSchema } from '../../domain/relationship.ts'
import { managedServicesSchema } from '../../domain/service.ts'
import { emailSchema } from '../../domain/user.ts'
import { bytesSchema } from '../../protocol/bytes.ts'
import { defineCreation } from '../define-decision.ts'

const newDocument = z.object({
  id: documentIdSchema,
  clientId: z.number().int().positive().max(0xffffffff),
  update: bytesSchema(updateLimitBytes),
})

/** `ADD CUSTOMER` (M6–M8): a customer who has no account, its documents, and an invitation when jointly managed. */
export const addCustomer = defineCreation('add-customer', {
  permission: 'add-customer',
  by: ['msp'],
  input: {
    relationshipId: relationshipIdSchema,
    managementType: managementTypeSchema,
    services: managedServicesSchema,
    workEmail: emailSchema,
    account: newDocument,
    mspPrivate: newDocument,
    /** Of the invitation; earlier builds leave it to the country. */
    locale: localeSchema.optional(),
  },
  creates: ({ account, mspPrivate }) => [
    { ...account, kind: 'account' },
    { ...mspPrivate, kind: 'msp-private' },
  ],
  form: emptyCustomerForm,
  event: 'customer-added',
})
