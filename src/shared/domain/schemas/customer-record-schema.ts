import { z } from 'zod'
import { documentIdSchema, organisationIdSchema, relationshipIdSchema } from '../ids.ts'
import { managementTypeSchema, relationshipStatusSchema } from '../relationship.ts'
import { invitationSummarySchema } from './invitation-schema.ts'
import { serviceIdSchema } from '../service.ts'

/**
 * One relationship as its MSP or its customer may see it (SYNC5: `mspPrivate` is built for the MSP only).
 * The facts in it are copies for lists and search; the document is where they are edited.
 */
export const relationshipRecordSchema = z.object({
  id: relationshipIdSchema,
  customerId: organisationIdSchema,
  mspId: organisationIdSchema,
  mspName: z.string(),
  managementType: managementTypeSchema,
  status: relationshipStatusSchema,
  /** Counts decisions; a command names the version it answers (PUSH2). */
  version: z.number(),
  services: z.array(serviceIdSchema),
  workEmail: z.string(),
  invitation: invitationSummarySchema.nullable(),
  delink: z.object({ requestedAt: z.number(), remindedAt: z.number().nullable() }).nullable(),
  devices: z.number(),
  addedAt: z.number(),
  modifiedAt: z.number(),
  accountDocumentId: documentIdSchema,
  facts: z.object({
    companyName: z.string(),
    country: z.string(),
    city: z.string(),
    contactFirstName: z.string(),
    contactLastName: z.string(),
    /** The first 300 characters, for search. */
    notes: z.string(),
  }),
  mspPrivate: z
    .object({
      documentId: documentIdSchema,
      internalReference: z.string(),
      tags: z.array(z.string()),
      notes: z.string(),
    })
    .nullable(),
})

/** A customer's own company account: which document is live and whether an MSP manages it. */
export const accountRecordSchema = z.object({
  customerId: organisationIdSchema,
  documentId: documentIdSchema,
  relationshipId: relationshipIdSchema.nullable(),
})
