import { z } from 'zod'
import { documentIdSchema, organisationIdSchema, relationshipIdSchema } from '../ids.ts'

export const accountRecordSchema = z.object({
  customerId: organisationIdSchema,
  documentId: documentIdSchema,
  relationshipId: relationshipIdSchema.nullable(),
})
