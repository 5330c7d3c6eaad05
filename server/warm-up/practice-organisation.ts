/** Whom the warm-up practises with: an MSP, its people signed in, and fully managed customers, so that no mail comes with them. */
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import type { DocumentValues } from '#shared/document/document-values.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import type { DocumentId, ItemId, OrganisationId, StoreId, UserId } from '#shared/domain/ids.ts'
import { loadAccess } from '../auth/access.ts'
import { startSession } from '../auth/session.ts'
import { insertSuperAdmin } from '../commands/account/super-admin.ts'
import { addCustomer } from '../commands/add-customer.ts'
import { createOrganisation } from '../database/repository/organisation.ts'
import { runUnitOfWork, type UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'

export interface PracticePerson {
  userId: UserId
  organisationId: OrganisationId
  /** As a browser sends it: `name=value`. */
  cookie: string
}

export interface PracticeDocument {
  id: DocumentId
  /** As it was added. */
  state: Uint8Array
}

export interface PracticeOrganisation {
  people: PracticePerson[]
  documents: PracticeDocument[]
}

/** Has fewer documents when `signal` ends it. */
export async function makeOrganisation(
  services: Services,
  size: { people: number; customers: number },
  signal: AbortSignal,
): Promise<PracticeOrganisation> {
  const { result: people } = await runUnitOfWork(services, async (unit) => {
    const { id } = await createOrganisation(unit, { kind: 'msp', name: 'Practice' })
    const made: PracticePerson[] = []
    for (let place = 0; place < size.people; place++) made.push(await addPerson(unit, id, place))
    return made
  })
  const access = (await loadAccess(services.database, people[0]!.userId))!
  const storeId = services.ids.randomId() as StoreId
  const { result: documents } = await runUnitOfWork(services, async (unit) => {
    const made: PracticeDocument[] = []
    for (let place = 0; place < size.customers && !signal.aborted; place++) {
      const { input, document } = newCustomer(services, place)
      const itemId = services.ids.randomId() as ItemId
      await addCustomer({ services, unit, access, storeId, itemId, stamp: unit.now }, input)
      made.push(document)
    }
    return made
  })
  return { people, documents }
}

async function addPerson(unit: UnitOfWork, organisationId: OrganisationId, place: number): Promise<PracticePerson> {
  const userId = await insertSuperAdmin(unit, {
    organisationId,
    email: `person-${place}@practice.invalid`,
    firstName: 'Person',
    lastName: String(place),
    // Nobody signs in by password here.
    passwordHash: '',
    emailVerifiedAt: unit.now,
    locale: 'en',
  })
  return { userId, organisationId, cookie: `tandem_session=${await startSession(unit, userId, 'practice')}` }
}

function newCustomer({ ids }: Pick<Services, 'ids'>, place: number) {
  const relationshipId = newRelationshipId(ids)
  const documentIds = documentIdsOf(relationshipId)
  const first = (shape: typeof accountShape, id: DocumentId, values: DocumentValues) => {
    const clientId = ids.clientId()
    return { id, clientId, update: createDocument(shape, clientId, values).update }
  }
  const account = first(accountShape, documentIds.account, customerValues(place))
  const mspPrivate = first(mspPrivateShape, documentIds.mspPrivate, { internalReference: `P-${place}` })
  return {
    document: { id: account.id, state: account.update },
    input: {
      relationshipId,
      managementType: 'fully' as const,
      services: ['knox-suite' as const],
      workEmail: `contact-${place}@practice.invalid`,
      account,
      mspPrivate,
    },
  }
}

/** What a form must hold in the right words; every other field holds some. */
const formValues = { companySize: '20-99', industry: 'retail', country: 'US', website: '', phone: '', contactPhone: '' }

function customerValues(place: number): DocumentValues {
  const texts = Object.entries(accountShape.fields).map(([field, limit]) => [
    field,
    `${field} of ${place}`.slice(0, limit),
  ])
  return { ...(Object.fromEntries(texts) as DocumentValues), ...formValues, notes: `Met at the fair, stand ${place}.` }
}
