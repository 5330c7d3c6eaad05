/** Adds a customer who has no account (M6–M8): its organisation, both documents, the relationship, and an invitation when jointly managed. */
import { can } from '#shared/domain/access/can.ts'
import type { DocumentValues } from '#shared/document/document-values.ts'
import { customerFormSchema } from '#shared/domain/facts/customer-form.ts'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import { guessLocale } from '#shared/domain/mail-language.ts'
import { fieldErrorsOf, Refusal } from '#shared/domain/refusal.ts'
import type { CommandInput } from '#shared/protocol/command-inputs.ts'
import { includeAddedCustomer } from '../auth/change-access.ts'
import { createOrganisation, renameOrganisation } from '../database/repository/organisation.ts'
import { insertRelationship, type Relationship } from '../database/repository/relationship.ts'
import type { CommandContext } from './command-context.ts'
import { issueInvitation } from './invitation/issue-invitation.ts'
import { requireFreeAddress } from './invitation/require-free-address.ts'
import { publishRelationship, recordDecision } from './record-change.ts'
import { startDocument } from './start-document.ts'

type Input = CommandInput<'add-customer'>

export async function addCustomer(context: CommandContext, input: Input): Promise<void> {
  const { unit, access } = context
  const { organisationId } = access
  if (!can(access, 'add-customer', { type: 'organisation', organisationId })) throw new Refusal('not-permitted')
  // Lost with a restore and asked for again by a device that never heard of its end (SYNC3).
  if (context.services.revocations.findDelink(input.relationshipId)) throw new Refusal('relationship-ended')
  if (input.account.id === input.mspPrivate.id) throw new Refusal('id-taken')
  const customer = await createOrganisation(unit, { kind: 'customer', name: '' })
  const relationship = newRelationship(context, input, customer.id)
  await insertRelationship(unit.trx, relationship)
  await includeAddedCustomer(unit, access, customer.id)

  const account = await startDocuments(context, input, customer.id)
  requireCompleteForm(input, account)
  await requireFreeAddress(context, input.workEmail, input.managementType)
  await renameOrganisation(unit.trx, customer.id, account['companyName']!)
  const actor = { userId: access.userId, organisationId: access.organisationId }
  await recordDecision(unit, { event: 'customer-added', relationship, actor, itemId: context.itemId })
  if (input.managementType === 'jointly') {
    const contact = { firstName: account['contactFirstName']!, lastName: account['contactLastName']! }
    await issueInvitation(context, relationship, {
      ...contact,
      locale: input.locale ?? guessLocale(account['country']!),
    })
  }
  publishRelationship(unit, relationship)
  unit.publish({ organisationId: customer.id, collection: 'account', key: customer.id })
}

function newRelationship({ unit, access }: CommandContext, input: Input, customerId: OrganisationId): Relationship {
  return {
    id: input.relationshipId,
    msp_id: access.organisationId,
    customer_id: customerId,
    management_type: input.managementType,
    status: 'active',
    version: 1,
    services: JSON.stringify(input.services),
    work_email: input.workEmail,
    account_document_id: input.account.id,
    private_document_id: input.mspPrivate.id,
    delink_requested_at: null,
    delink_reminded_at: null,
    delink_reminded_count: 0,
    added_by: access.userId,
    added_at: unit.now,
    modified_at: unit.now,
    ended_at: null,
    admins_granted_at: null,
  }
}

/** Both documents come from the device: its first edits, admitted here. Returns the account's values. */
async function startDocuments(
  context: CommandContext,
  input: Input,
  customerId: OrganisationId,
): Promise<DocumentValues> {
  const { unit, access, storeId, stamp } = context
  const shared = { customerId, relationshipId: input.relationshipId, stamp }
  const writer = (clientId: number) => ({ userId: access.userId, storeId, clientId })
  const start = (
    id: DocumentId,
    kind: 'account' | 'msp-private',
    organisationId: OrganisationId,
    first: Input['account'],
  ) =>
    startDocument(unit, { ...shared, id, kind, organisationId, writer: writer(first.clientId), update: first.update })
  const values = await start(input.account.id, 'account', customerId, input.account)
  await start(input.mspPrivate.id, 'msp-private', access.organisationId, input.mspPrivate)
  unit.publish({ organisationId: access.organisationId, collection: 'document', key: input.account.id })
  return values
}

/** The device checked the same form; a crafted message doesn't get past it here. */
function requireCompleteForm(input: Input, account: DocumentValues): void {
  const facts = Object.fromEntries(Object.keys(customerFormSchema.shape).map((field) => [field, account[field] ?? '']))
  const { managementType, services, workEmail } = input
  const parsed = customerFormSchema.safeParse({ ...facts, internalReference: '', managementType, services, workEmail })
  if (!parsed.success) throw new Refusal('invalid-input', fieldErrorsOf(parsed.error))
}
