import { z } from 'zod'
import { updateLimitBytes } from '../../domain/document/document-limit.ts'
import { documentIdSchema, relationshipIdSchema } from '../../domain/ids.ts'
import { localeSchema } from '../../domain/organisation.ts'
import { managementTypeSchema } from '../../domain/relationship.ts'
import { managedServicesSchema } from '../../domain/service.ts'
import { emailSchema } from '../../domain/user.ts'
import { bytesSchema } from '../../protocol/bytes.ts'

const newDocument = z.object({
  id: documentIdSchema,
  clientId: z.number().int().positive().max(0xffffffff),
  update: bytesSchema(updateLimitBytes),
})

export const addCustomerInput = z.object({
  relationshipId: relationshipIdSchema,
  managementType: managementTypeSchema,
  services: managedServicesSchema,
  workEmail: emailSchema,
  account: newDocument,
  mspPrivate: newDocument,
  /** Of the invitation; earlier builds leave it to the country. */
  locale: localeSchema.optional(),
})
export type AddCustomerInput = z.infer<typeof addCustomerInput>
