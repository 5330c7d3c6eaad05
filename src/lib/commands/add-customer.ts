import type { DecisionInput } from '#shared/decisions/registry.ts'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import { accountFields } from '#shared/domain/account/account-field.ts'
import { rowFacts, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { CustomerForm } from '#shared/domain/account/customer-form.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { guessLocale } from '#shared/domain/mail-language.ts'
import { storing } from '../local-store/storing.ts'
import { appendItem, outboxTables } from '../outbox/append-item.ts'
import type { Device } from '../local-store/device.ts'
import { defineCommand } from './define-command.ts'
import { recordAtFirst } from './record-at-first.ts'

type AddCustomer = DecisionInput<'add-customer'>

function newDocument(
  device: Device,
  id: DocumentId,
  shape: typeof accountShape,
  values: Record<string, string>,
): AddCustomer['account'] {
  const clientId = device.ids.clientId()
  const { update } = createDocument(shape, clientId, values)
  return { id, clientId, update }
}

function predict(device: Device, form: CustomerForm, input: AddCustomer): RelationshipRecord {
  return {
    ...recordAtFirst(device),
    id: input.relationshipId,
    customerId: '' as OrganisationId,
    managementType: input.managementType,
    status: 'active',
    services: input.services,
    workEmail: input.workEmail,
    invitation:
      input.managementType === 'jointly'
        ? {
            id: '',
            state: 'waiting',
            email: input.workEmail,
            firstName: form.contactFirstName,
            lastName: form.contactLastName,
            sentAt: null,
            sentCount: 0,
            expiresAt: null,
            troubleAt: null,
          }
        : null,
    accountDocumentId: input.account.id,
    facts: rowFacts({
      companyName: form.companyName,
      country: form.country,
      city: form.city,
      phone: form.phone,
      contactFirstName: form.contactFirstName,
      contactLastName: form.contactLastName,
      contactPhone: form.contactPhone,
    }),
    mspPrivate: { documentId: input.mspPrivate.id, internalReference: form.internalReference, tags: [], notes: '' },
  }
}

/** Queues a new customer (M6): usable and editable here at once, created and invited when the server takes it. */
export const addCustomer = defineCommand(
  async (device, form: CustomerForm): Promise<{ relationshipId: RelationshipId }> => {
    const { store } = device
    const relationshipId = newRelationshipId(device.ids)
    const documentIds = documentIdsOf(relationshipId)
    const input: AddCustomer = {
      relationshipId,
      managementType: form.managementType,
      services: form.services,
      workEmail: form.workEmail,
      locale: form.mailLanguage || guessLocale(form.country),
      account: newDocument(
        device,
        documentIds.account,
        accountShape,
        Object.fromEntries(accountFields.map((field) => [field, form[field]])),
      ),
      mspPrivate: newDocument(device, documentIds.mspPrivate, mspPrivateShape, {
        internalReference: form.internalReference,
      }),
    }
    await storing(() =>
      store.transaction('rw', [...outboxTables(store), store.drafts], async () => {
        await appendItem(device, {
          relationshipId: input.relationshipId,
          documentIds: [input.account.id, input.mspPrivate.id],
          dependsOn: [],
          body: { kind: 'command', name: 'add-customer', input },
          customerName: form.companyName,
          predictions: [{ relationshipId: input.relationshipId, patch: predict(device, form, input) }],
          form,
        })
        const writers = [input.account, input.mspPrivate].map(({ id, clientId }) => ({ documentId: id, clientId }))
        await store.writers.bulkPut(writers)
        await store.drafts.delete('add-customer')
      }),
    )
    return { relationshipId: input.relationshipId }
  },
)
