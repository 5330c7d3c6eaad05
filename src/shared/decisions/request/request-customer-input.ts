import { z } from 'zod'
import { organisationIdSchema, relationshipIdSchema } from '../../domain/ids.ts'
import { managementTypeSchema } from '../../domain/relationship.ts'
import { managedServicesSchema } from '../../domain/service.ts'

const asked = { relationshipId: relationshipIdSchema, customerId: organisationIdSchema }

/** Whoever is to manage a company fully gets all its active services, whichever those are. */
export const requestCustomerInput = z.discriminatedUnion('managementType', [
  z.object({ ...asked, managementType: z.literal(managementTypeSchema.enum.fully), services: z.tuple([]) }),
  z.object({ ...asked, managementType: z.literal(managementTypeSchema.enum.jointly), services: managedServicesSchema }),
])
export type RequestCustomerInput = z.infer<typeof requestCustomerInput>
