/** A customer who has no account (M6–M8): its organisation, both documents, the relationship, and a mail to the contact: an invitation when jointly managed. */
import { addCustomerInput, type AddCustomerInput as Input } from '#shared/decisions/customer/add-customer-input.ts'
import type { DocumentValues } from '#shared/document/document-values.ts'
import { customerFormSchema, type CustomerForm } from '#shared/domain/account/customer-form.ts'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import { guessLocale } from '#shared/domain/mail-language.ts'
import { fieldErrorsOf, Refusal } from '#shared/domain/refusal.ts'
import { includeAddedCustomer } from '../../auth/change-access.ts'
import { startDocument } from '../../commands/start-document.ts'
import { createOrganisation, renameOrganisation } from '../../database/repository/organisation.ts'
import { addServices } from '../../database/repository/customer/service-record.ts'
import { asBegun, insertRelationship, type Relationship } from '../../database/repository/relationship.ts'
import { isReplayed } from '../../database/repository/replayed.ts'
import type { DecisionContext } from '../decision-context.ts'
import type { Creation } from '../effects.ts'
import { issueInvitation } from '../invitation/issue-invitation.ts'
import { requireFreeAddress } from '../invitation/require-free-address.ts'
import { tellContact } from './tell-contact.ts'

export const createCustomer: Creation<'add-customer'> = {
  input: addCustomerInput,
  async create(context, input) {
    const { unit, access } = context
    // Lost with a restore and asked for again by a device that never heard of its end (SYNC3).
    if (await isReplayed(unit.trx, input.relationshipId)) throw new Refusal('relationship-ended')
    if (input.account.id === input.mspPrivate.id) throw new Refusal('id-taken')
    const customer = await createOrganisation(unit, { kind: 'customer', name: '' })
    const relationship = newRelationship(context, input, customer.id)
    await insertRelationship(unit.trx, relationship)
    const { services } = input
    await addServices(unit, { customerId: customer.id, services, status: 'active', throughId: access.organisationId })

    const account = await startDocuments(context, input, customer.id)
    const form = requireCompleteForm(input, account)
    await requireFreeAddress(context, input.workEmail, input.managementType)
    await renameOrganisation(unit.trx, customer.id, form.companyName)
    const locale = input.locale ?? guessLocale(form.country)
    const { contactFirstName: firstName, contactLastName: lastName } = form
    if (input.managementType === 'jointly')
      await issueInvitation(context, relationship, { firstName, lastName, locale })
    else {
      const told = { services: input.services, firstName: firstName || lastName, locale }
      await tellContact(context, relationship, { kind: 'account-added', ...told })
    }
    unit.publish({ organisationId: customer.id, collection: 'account', key: customer.id })
    await includeAddedCustomer(unit, access, customer.id)
    return relationship
  },
}

function newRelationship({ unit, access }: DecisionContext, input: Input, customerId: OrganisationId): Relationship {
  return {
    ...asBegun,
    id: input.relationshipId,
    msp_id: access.organisationId,
    customer_id: customerId,
    management_type: input.managementType,
    status: 'active',
    services: JSON.stringify(input.services),
    work_email: input.workEmail,
    account_document_id: input.account.id,
    private_document_id: input.mspPrivate.id,
    added_by: access.userId,
    added_at: unit.now,
    modified_at: unit.now,
  }
}

/** Both documents come from the device: its first edits, admitted here. Returns the account's values. */
async function startDocuments(
  context: DecisionContext,
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

/** The device checked the same form; a crafted message doesn't get past it here. What may be left out is empty in it. */
function requireCompleteForm(input: Input, account: DocumentValues): CustomerForm {
  const facts = Object.fromEntries(Object.keys(customerFormSchema.shape).map((field) => [field, account[field] ?? '']))
  const { managementType, services, workEmail } = input
  const parsed = customerFormSchema.safeParse({ ...facts, internalReference: '', managementType, services, workEmail })
  if (!parsed.success) throw new Refusal('invalid-input', fieldErrorsOf(parsed.error))
  return parsed.data
}
