/** The customers of `bench:app`: values for the fields the product has, and names that can be told apart. */
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import type { DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { serviceCatalogue } from '#shared/domain/service-catalogue.ts'
import type { DecisionInput } from '#shared/decisions/registry.ts'
import type { Services } from '../../../server/services.ts'
import { customerValues, founderId } from '../sync/customer-values.ts'
import { documentIdOf } from '../sync/tandem/layout.ts'

const countries = ['DE', 'AT', 'CH', 'FR', 'KR']

/** The last one's name sorts behind all others', so that a list read in order ends with it. */
export function companyName(index: number, n: number): string {
  const name = `${customerValues(index).name.replace(/\d+$/, '')}${100_000 + index}`
  return index === n - 1 ? `Zz ${name}` : name
}

/** The account document as it is created, about 700 bytes; what the peers store as well. */
export function accountUpdate(index: number, n: number): Uint8Array {
  const values = customerValues(index)
  const account = {
    companyName: companyName(index, n),
    industry: 'technology',
    country: countries[index % countries.length]!,
    address1: values.street,
    city: values.city,
    zip: values.zip,
    phone: values.phone,
    website: values.website,
    contactFirstName: values.contactName[0],
    contactLastName: values.contactName[1],
    contactPhone: values.contactPhone,
    notes: values.notes,
  }
  return createDocument(accountShape, founderId(index), account).update
}

/** Fully managed, so that no invitation comes with it. */
export function makeCustomer(n: number) {
  return ({ ids }: Services, index: number): DecisionInput<'add-customer'> => {
    const clientId = founderId(index)
    const mspPrivate = createDocument(mspPrivateShape, clientId, { internalReference: `L-${100_000 + index}` })
    return {
      relationshipId: ids.randomId() as RelationshipId,
      managementType: 'fully',
      services: [serviceCatalogue[index % serviceCatalogue.length]!.id],
      workEmail: customerValues(index).contactEmail,
      account: { id: documentIdOf(index), clientId, update: accountUpdate(index, n) },
      mspPrivate: { id: ids.randomId() as DocumentId, clientId, update: mspPrivate.update },
    }
  }
}
