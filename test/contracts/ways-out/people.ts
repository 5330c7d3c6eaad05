// Who loses access: an MSP whose first sync is long, its people, and those of one of its customers.
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import type { DocumentId, OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import type { Item } from '#shared/protocol/request.ts'
import { startSession } from '../../../server/auth/session.ts'
import { insertSuperAdmin } from '../../../server/commands/sign-in/super-admin.ts'
import { createOrganisation, organisationIdFrom } from '../../../server/database/repository/organisation.ts'
import { insertUser } from '../../../server/database/repository/user.ts'
import { runUnitOfWork, type UnitOfWork } from '../../../server/database/unit-of-work.ts'
import { Tandem } from '../../support/tandem.ts'
import { relationshipRow } from '../relationship-row.ts'
import { userRow } from '../user-row.ts'
import type { End } from './ends.ts'

/** Several pages of a first sync. */
const customers = 6000
export const bytesEach = 200

export interface Person {
  /** Where they are connected. */
  tandem: Tandem
  /** Where their access ends: another node, if there is one. */
  elsewhere: Tandem
  organisationId: OrganisationId
  userId: UserId
  sessionId: string
  cookie: string
  /** Of another device of theirs. */
  otherCookie: string
  relationshipId: RelationshipId
  customerId: OrganisationId
  documentId: DocumentId
  /** Of their MSP; who loses nothing. */
  superAdminId: UserId
  loses: Loss
}

/** What an end takes: what of it is written afterwards must not come, and what may be done with it until then does nothing. */
export interface Loss {
  write(tandem: Tandem, msp: Msp, marker: string): Promise<void>
  /** What nobody who has lost it may do. */
  work(person: Person): Promise<Item['body']>
  isUntouched(person: Person): Promise<void>
}

export const grantedAt = 1

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export interface Msp {
  /** Who loses nothing. */
  superAdminId: UserId
  organisationId: OrganisationId
  relationshipId: RelationshipId
  customerId: OrganisationId
  documentId: DocumentId
  /** One that is delinked while its own people look on. */
  other: { relationshipId: RelationshipId; customerId: OrganisationId; documentId: DocumentId }
}

/** An MSP whose first sync is long: in documents of which nobody opens but the first two. It manages the admins of the first customer. */
export async function makeMsp({ services, clock, ids }: Tandem): Promise<Msp> {
  const { database } = services
  const { result } = await runUnitOfWork(services, async (unit) => ({
    msp: await createOrganisation(unit, { kind: 'msp', name: 'Northwind' }),
    managed: [
      await createOrganisation(unit, { kind: 'customer', name: 'Acme' }),
      await createOrganisation(unit, { kind: 'customer', name: 'Birch' }),
    ],
  }))
  const msp_id = result.msp.id
  const { result: superAdminId } = await runUnitOfWork(services, (unit) => makeSuperAdmin(unit, msp_id))
  const others = Array.from({ length: customers - 2 }, () => ({
    id: organisationIdFrom(ids.randomId()),
    kind: 'customer' as const,
    name: 'Other',
    created_at: clock.now(),
  }))
  const doc = openDocument(accountShape, null)
  const first = setField(doc, accountShape, 1, 'phone', 'before')!.update
  const rows = [...result.managed, ...others].map(({ id }, place) =>
    relationshipRow(ids, { msp_id, customer_id: id, admins_granted_at: place === 0 ? grantedAt : null }),
  )
  await insertUser(database, userRow(ids, { organisation_id: result.managed[0]!.id, role: 'admin' }))
  const documents = rows.map((row, place) => ({
    id: row.account_document_id,
    kind: 'account' as const,
    organisation_id: row.customer_id,
    customer_id: row.customer_id,
    relationship_id: row.id,
    state: place < 2 ? first : new Uint8Array(bytesEach).fill(place),
    seq: 1,
    server_client_id: 2,
    facts: place < 2 ? '{"phone":"before"}' : '{}',
    stamps: '{}',
    modified_at: clock.now(),
    closed_at: null,
  }))
  for (let at = 0; at < customers; at += 100) {
    await database
      .insertInto('organisation')
      .values(others.slice(at, at + 100))
      .execute()
    await database
      .insertInto('relationship')
      .values(rows.slice(at, at + 100))
      .execute()
    await database
      .insertInto('document')
      .values(documents.slice(at, at + 100))
      .execute()
  }
  const partsOf = ({ id, customer_id, account_document_id }: (typeof rows)[0]) => ({
    relationshipId: id,
    customerId: customer_id,
    documentId: account_document_id,
  })
  return { organisationId: msp_id, superAdminId, ...partsOf(rows[0]!), other: partsOf(rows[1]!) }
}

const makeSuperAdmin = (unit: UnitOfWork, organisationId: OrganisationId) =>
  insertSuperAdmin(unit, {
    organisationId,
    email: `${unit.ids.randomId()}@northwind.example`.toLowerCase(),
    firstName: 'Noa',
    lastName: 'Berg',
    passwordHash: '',
    emailVerifiedAt: unit.now,
    locale: 'en',
  })

export async function addPerson(
  tandem: Tandem,
  elsewhere: Tandem,
  { msp, of, loses }: { msp: Msp; of: End['of']; loses: Loss },
): Promise<Person> {
  const place = of === 'customer' ? { ...msp, ...msp.other, organisationId: msp.other.customerId } : msp
  const { result } = await runUnitOfWork(tandem.services, async (unit) => {
    const userId = await makeSuperAdmin(unit, place.organisationId)
    const token = await startSession(unit, userId, 'test')
    const { id } = await unit.trx
      .selectFrom('session')
      .select('id')
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    return { userId, token, sessionId: id, other: await startSession(unit, userId, 'other') }
  })
  const cookie = (token: string) => `tandem_session=${token}`
  const { userId, sessionId, token, other } = result
  return { ...place, loses, tandem, elsewhere, userId, sessionId, cookie: cookie(token), otherCookie: cookie(other) }
}
