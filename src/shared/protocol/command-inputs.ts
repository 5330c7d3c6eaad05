/** The input of every command, by its one name; the same schema on the device, on the wire and at the decision. */
import { z } from 'zod'
import { documentIdSchema, relationshipIdSchema } from '../domain/ids.ts'
import { localeSchema } from '../domain/organisation.ts'
import { managementTypeSchema } from '../domain/relationship.ts'
import { managedServicesSchema } from '../domain/service.ts'
import { emailSchema } from '../domain/user.ts'
import { updateLimitBytes } from '../domain/facts/document-limit.ts'
import { bytesSchema } from './bytes.ts'

const bytes = bytesSchema(updateLimitBytes)
const clientId = z.number().int().positive().max(0xffffffff)

/** A document made on the device: its first edit, admitted in the command's own transaction. */
const newDocument = z.object({ id: documentIdSchema, clientId, update: bytes })

/** What a command answers: this relationship as the person saw it (PUSH2). */
const seenRelationship = z.object({ relationshipId: relationshipIdSchema, version: z.number().int().nonnegative() })

export const commandInputs = {
  'add-customer': z.object({
    relationshipId: relationshipIdSchema,
    managementType: managementTypeSchema,
    services: managedServicesSchema,
    workEmail: emailSchema,
    account: newDocument,
    mspPrivate: newDocument,
    /** Of the invitation; earlier builds leave it to the country. */
    locale: localeSchema.optional(),
  }),
  'resend-invitation': seenRelationship,
  'delink-customer': seenRelationship,
  'remind-delink': seenRelationship,
  'withdraw-delink': seenRelationship,
  'accept-delink': seenRelationship,
  'reject-delink': seenRelationship,
} as const

export type CommandName = keyof typeof commandInputs
export type CommandInput<Name extends CommandName> = z.infer<(typeof commandInputs)[Name]>
export const commandNames = Object.keys(commandInputs) as CommandName[]

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandInputs, name)
}

/** Consents: queued longer than 24 h they ask the person again (H5). */
export const consentCommands: readonly CommandName[] = ['accept-delink', 'reject-delink']
export const consentLifetimeMs = 24 * 60 * 60 * 1000
