/** Asking a company that has an account (M10): a row in the MSP's list, frozen at what LOOK UP showed, and a mail to who may answer. */
import { z } from 'zod'
import { requestCustomerInput, type RequestCustomerInput } from '#shared/decisions/request/request-customer-input.ts'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { ShownCustomer } from '#shared/domain/request/shown-customer.ts'
import { includeAddedCustomer } from '../../auth/change-access.ts'
import { findOwnDocument, lockDocuments } from '../../database/repository/document.ts'
import { findLookUp } from '../../database/repository/requests/look-up.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { findRequest } from '../../database/repository/requests/request.ts'
import { asBegun, insertRelationship, type Relationship } from '../../database/repository/relationship.ts'
import { isReplayed } from '../../database/repository/replayed.ts'
import type { DecisionContext } from '../decision-context.ts'
import type { Creation } from '../effects.ts'
import { mailRequest } from './mail-request.ts'
import { noteAsked } from './once-a-day.ts'

export const createRequest: Creation<'request-customer'> = {
  input: requestCustomerInput as z.ZodType<RequestCustomerInput>,
  async create(context, input) {
    const { unit, access } = context
    const { organisationId } = access
    const { customerId } = input
    if (await isReplayed(unit.trx, input.relationshipId)) throw new Refusal('relationship-ended')
    // Another MSP may be accepted at this moment: documents are locked first, as by the yes.
    const own = await findOwnDocument(unit.trx, customerId)
    await lockDocuments(unit.trx, own ? [own.id] : [])
    // Two colleagues who ask at the same moment ask once.
    await holdOrganisation(unit.trx, organisationId)
    if (await findRequest(unit.trx, organisationId, customerId)) throw new Refusal('already-asked')
    const shown = await findLookUp(unit.trx, { organisationId, customerId })
    // Whoever hasn't looked learns nothing by asking, and whoever has looked nothing more than that it is over.
    if (!shown) throw new Refusal('customer-not-found')
    await noteAsked(unit, { mspId: organisationId, customerId })
    const relationship = newRequest(context, input, shown)
    await insertRelationship(unit.trx, relationship)
    await mailRequest(context, relationship, 'management-request', { again: false })
    await includeAddedCustomer(unit, access, customerId)
    return relationship
  },
}

function newRequest(
  { unit, access }: DecisionContext,
  input: RequestCustomerInput,
  shown: ShownCustomer,
): Relationship {
  const documents = documentIdsOf(input.relationshipId)
  return {
    ...asBegun,
    id: input.relationshipId,
    msp_id: access.organisationId,
    customer_id: input.customerId,
    management_type: input.managementType,
    status: 'pending',
    services: JSON.stringify(input.managementType === 'fully' ? [] : input.services),
    // Whom it is until somebody accepts, nobody of the MSP knows.
    work_email: '',
    account_document_id: documents.account,
    private_document_id: documents.mspPrivate,
    added_by: access.userId,
    added_at: unit.now,
    modified_at: unit.now,
    requested_at: unit.now,
    request_asked_at: unit.now,
    looked_up: JSON.stringify(shown),
  }
}
