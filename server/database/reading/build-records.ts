/**
 * Records as one user may see them, built from rows that passed `visible.ts`. An MSP-private fact is read
 * only for the MSP; people of the other organisation are masked (SYNC5, M23).
 */
import type { Kysely } from 'kysely'
import { mspPrivateShape } from '#shared/document/document-shape.ts'
import { readFlags, type DocumentValues } from '#shared/document/document-values.ts'
import type { ActivityActor, ActivityDetail, ChangeRecord } from '#shared/domain/document/change-record.ts'
import {
  rowFacts,
  rowPrivateFacts,
  type AccountRecord,
  type RelationshipRecord,
} from '#shared/domain/customer-record.ts'
import type { DocumentRecord } from '#shared/domain/document/document-record.ts'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import { maskEmail } from '#shared/domain/organisation.ts'
import { isRequest } from '#shared/domain/relationship.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { unusualAmong, type ManagedService } from '#shared/domain/service-record.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { EditRecord } from '#shared/protocol/edit-columns.ts'
import { inChunks } from '../in-chunks.ts'
import { findChangesOf, readDetail } from '../repository/change.ts'
import { updateKey } from '../repository/document.ts'
import { shownCustomer } from '../repository/requests/request.ts'
import { askedServicesOf, jointAskOf } from '../repository/relationship.ts'
import { organisationNames } from '../repository/organisation.ts'
import type { RelationshipTable } from '../tables/relationship-table.ts'
import type { DocumentTable, DocumentUpdateTable } from '../tables/document-tables.ts'
import type { ChangeTable, InvitationTable, Schema } from '../schema.ts'
import type { FeedEntryTable } from '../tables/feed-tables.ts'
import { countDevicesOf } from './visible-devices.ts'
import { visibleDocuments, visibleRelationships, visibleServices } from './visible.ts'
import type { Reader } from './where-may.ts'

/** Relationship records in the order of `rows`. */
export async function buildRelationships(
  database: Kysely<Schema>,
  reader: Reader,
  rows: readonly RelationshipTable[],
): Promise<RelationshipRecord[]> {
  if (rows.length === 0) return []
  const facts = await factsById(
    database,
    rows.flatMap((row) => [
      row.account_document_id,
      ...(reader.organisationKind === 'msp' ? [row.private_document_id] : []),
    ]),
  )
  const names = await organisationNames(
    database,
    rows.map((row) => row.msp_id),
  )
  const invitations = await latestInvitations(
    database,
    rows.map((row) => row.id),
  )
  const servicesOf = await managedServices(database, reader, rows)
  // What only asks to manage a customer knows nothing of its devices (M10).
  const managed = rows.filter((row) => !isRequest(row)).map((row) => row.customer_id)
  const devicesOf = await countDevicesOf(database, reader, managed)
  return rows.map((row) => ({
    id: row.id,
    customerId: row.customer_id,
    mspId: row.msp_id,
    mspName: names.get(row.msp_id) ?? '',
    managementType: row.management_type,
    status: row.status,
    version: row.version,
    ...servicesOf(row),
    workEmail: row.work_email,
    invitation: summarise(invitations.get(row.id)),
    delink:
      row.delink_requested_at === null
        ? null
        : { requestedAt: row.delink_requested_at, remindedAt: row.delink_reminded_at },
    devices: (!isRequest(row) && devicesOf.get(row.customer_id)) || 0,
    addedAt: row.added_at,
    modifiedAt: row.modified_at,
    accountDocumentId: row.account_document_id,
    convertedAt: row.converted_at,
    adminsGrantedAt: row.admins_granted_at,
    request: row.requested_at === null ? null : { requestedAt: row.requested_at, askedAt: row.request_asked_at ?? 0 },
    askedServices: askedServicesOf(row),
    jointAsk: reader.organisationKind === 'msp' ? jointAskOf(row) : null,
    facts: rowFacts(facts.get(row.account_document_id) ?? {}),
    mspPrivate: reader.organisationKind === 'msp' ? privateFacts(row, facts.get(row.private_document_id) ?? {}) : null,
    ...(isRequest(row) && frozenFacts(reader, row)),
  }))
}

/** All that the customer has where it is fully managed, else those that were agreed on; these first, in that order. */
async function managedServices(
  database: Kysely<Schema>,
  reader: Reader,
  rows: readonly RelationshipTable[],
): Promise<(row: RelationshipTable) => Pick<RelationshipRecord, 'services' | 'unusualServices'>> {
  const found: Awaited<ReturnType<ReturnType<typeof visibleServices>['execute']>> = []
  for (const ids of inChunks(rows.map((row) => row.customer_id)))
    found.push(
      ...(await visibleServices(database, reader).where('service_record.organisation_id', 'in', ids).execute()),
    )
  const byCustomer = Map.groupBy(found, (record) => record.organisation_id)
  return ({ customer_id, msp_id, management_type, services: named, added_at }) => {
    const agreed = JSON.parse(named) as ServiceId[]
    const managed = (byCustomer.get(customer_id) ?? []).flatMap(
      ({ service, status, since, through_id }): ManagedService[] =>
        // What it was refused it hasn't.
        agreed.includes(service) || (management_type === 'fully' && status !== 'rejected')
          ? [{ service, status, since, isOurs: through_id === msp_id }]
          : [],
    )
    const others = managed.map(({ service }) => service).filter((service) => !agreed.includes(service))
    return { services: [...agreed, ...others.toSorted()], unusualServices: unusualAmong(managed, added_at) }
  }
}

/** Until it is accepted, a request shows what `LOOK UP` showed, whatever becomes of the company's name meanwhile (M10). */
function frozenFacts(
  { organisationKind }: Reader,
  row: RelationshipTable,
): Pick<RelationshipRecord, 'facts' | 'mspPrivate' | 'workEmail' | 'unusualServices'> {
  const { companyName, country, admin } = shownCustomer(row)
  return {
    unusualServices: [],
    facts: rowFacts({ companyName, country }),
    mspPrivate: null,
    workEmail: organisationKind === 'msp' ? admin : '',
  }
}

async function factsById(database: Kysely<Schema>, ids: DocumentTable['id'][]): Promise<Map<string, DocumentValues>> {
  const rows = await database.selectFrom('document').select(['id', 'facts']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, JSON.parse(row.facts) as DocumentValues]))
}

async function latestInvitations(
  database: Kysely<Schema>,
  ids: RelationshipTable['id'][],
): Promise<Map<string, InvitationTable>> {
  const rows = await database
    .selectFrom('invitation')
    .selectAll()
    .where('relationship_id', 'in', ids)
    .orderBy('created_at')
    .execute()
  return new Map(rows.map((row) => [row.relationship_id, row]))
}

function summarise(row: InvitationTable | undefined): RelationshipRecord['invitation'] {
  if (!row) return null
  return {
    id: row.id,
    state: row.state,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    sentAt: row.sent_at,
    sentCount: row.sent_count,
    expiresAt: row.expires_at,
    troubleAt: row.trouble_at,
  }
}

function privateFacts(row: RelationshipTable, values: DocumentValues): RelationshipRecord['mspPrivate'] {
  return rowPrivateFacts(row.private_document_id, values, readFlags(values, mspPrivateShape))
}

export function buildDocument(
  row: Pick<DocumentTable, 'id' | 'kind' | 'relationship_id' | 'seq' | 'state'>,
): DocumentRecord {
  return {
    id: row.id,
    kind: row.kind,
    relationshipId: row.relationship_id,
    seq: row.seq,
    state: row.state,
  }
}

/** Log entries in the order of `rows`; people outside the reader's organisation are masked. */
export async function buildChanges(
  database: Kysely<Schema>,
  reader: Reader,
  rows: readonly ChangeTable[],
): Promise<ChangeRecord[]> {
  if (rows.length === 0) return []
  const names = await organisationNames(
    database,
    rows.map((row) => row.actor_organisation_id),
  )
  const people = await personsById(database, rows)
  const customers = await knownCustomers(database, reader, rows)
  const undoesOf = await readUndoes(database, reader, rows)
  return rows.map((row) => ({
    id: row.id,
    documentId: row.document_id,
    relationshipId: row.relationship_id,
    actor: buildActor(reader, row, names, people, customers),
    at: row.at,
    receivedAt: row.received_at,
    ...readDetail(row),
    undoes: undoesOf(row),
  }))
}

/** What says who acted, and under what. */
type ActedRow = Pick<ChangeTable, 'actor_user_id' | 'actor_organisation_id' | 'customer_id' | 'relationship_id'>

/** Who did what the rows say, in their order, as this reader may see them. */
export async function buildActors(
  database: Kysely<Schema>,
  reader: Reader,
  rows: readonly ActedRow[],
): Promise<ActivityActor[]> {
  const names = await organisationNames(
    database,
    rows.map((row) => row.actor_organisation_id),
  )
  const people = await personsById(database, rows)
  const customers = await knownCustomers(database, reader, rows)
  return rows.map((row) => buildActor(reader, row, names, people, customers))
}

/** Edits in the order of `entries`, with what their updates don't say by themselves. */
export async function buildEdits(
  database: Kysely<Schema>,
  reader: Reader,
  entries: readonly FeedEntryTable[],
  updates: readonly Pick<DocumentUpdateTable, 'document_id' | 'seq' | 'bytes'>[],
): Promise<EditRecord[]> {
  const rows = await findChangesOf(database.selectFrom('change').selectAll('change'), entries)
  const names = await organisationNames(
    database,
    rows.map((row) => row.actor_organisation_id),
  )
  const people = await personsById(database, rows)
  const customers = await knownCustomers(database, reader, rows)
  const undoesOf = await readUndoes(database, reader, rows)
  const bytes = new Map(updates.map(({ document_id, seq, bytes: update }) => [updateKey(document_id, seq), update]))
  const logged = Map.groupBy(rows, (row) => updateKey(row.document_id!, row.seq!))
  return entries.flatMap((entry) => {
    const key = updateKey(entry.key, entry.seq)
    const update = bytes.get(key)
    if (!update) return []
    const changes = logged.get(key) ?? []
    const actor = changes[0] ? buildActor(reader, changes[0], names, people, customers) : nobody
    return [buildEdit(entry, update, changes, { actor, undoes: changes[0] ? undoesOf(changes[0]) : null })]
  })
}

/** What an entry undoes, as far as the reader's log shows that: an MSP keeps what it did while it managed alone (C8). */
async function readUndoes(
  database: Kysely<Schema>,
  { organisationKind }: Reader,
  rows: readonly ChangeTable[],
): Promise<(row: ChangeTable) => ChangeTable['undoes']> {
  const ids = rows.flatMap(({ undoes }) => undoes ?? [])
  if (organisationKind !== 'customer' || ids.length === 0) return ({ undoes }) => undoes
  const hidden = new Set<string>()
  for (const chunk of inChunks([...new Set(ids)])) {
    const own = database.selectFrom('change').select('id').where('id', 'in', chunk).where('audience', '=', 'msp')
    for (const { id } of await own.execute()) hidden.add(id)
  }
  return ({ undoes }) => (undoes !== null && hidden.has(undoes) ? null : undoes)
}

/** Of an edit that changed nothing the log knows no writer. */
export const nobody: ActivityActor = {
  organisationId: '' as OrganisationId,
  organisationName: '',
  userId: null,
  person: '',
}

function buildEdit(
  entry: FeedEntryTable,
  update: Uint8Array,
  changes: readonly ChangeTable[],
  { actor, undoes }: Pick<EditRecord, 'actor' | 'undoes'>,
): EditRecord {
  return editRecord({
    documentId: entry.key as DocumentId,
    seq: entry.seq,
    update,
    actor,
    at: changes[0]?.at ?? entry.at,
    receivedAt: entry.at,
    undoes,
    details: changes.map((row) => JSON.parse(row.detail) as ActivityDetail),
  })
}

/** An edit with what its entries in the log say that its update doesn't. */
export function editRecord({
  details,
  ...edit
}: Omit<EditRecord, 'unseen' | 'lost' | 'details'> & { details: readonly ActivityDetail[] }): EditRecord {
  return {
    ...edit,
    unseen: details.flatMap((detail) => (detail.type === 'field' && detail.unseen ? [detail.field] : [])),
    lost: details.flatMap((detail) => (detail.type === 'field-lost' ? [detail] : [])),
    details: details.length,
  }
}

type Person = Pick<Schema['user'], 'id' | 'first_name' | 'last_name' | 'email'>

async function personsById(database: Kysely<Schema>, rows: readonly ActedRow[]): Promise<Map<string, Person>> {
  const ids = [...new Set(rows.flatMap((row) => (row.actor_user_id === null ? [] : [row.actor_user_id])))]
  if (ids.length === 0) return new Map()
  const users = await database
    .selectFrom('user')
    .select(['id', 'first_name', 'last_name', 'email'])
    .where('id', 'in', ids)
    .execute()
  return new Map(users.map((user) => [user.id, user]))
}

/** What an MSP may know of who acts at a customer. */
interface KnownCustomer {
  /** The contact's address, whom it has named itself. */
  contactEmail: string
  /** The company's name as LOOK UP showed it, until the MSP's request is accepted (M10). */
  frozenName: string | null
}

/** By relationship, for its MSP. */
async function knownCustomers(
  database: Kysely<Schema>,
  reader: Reader,
  rows: readonly ActedRow[],
): Promise<Map<string, KnownCustomer>> {
  if (reader.organisationKind !== 'msp') return new Map()
  const ids = [...new Set(rows.flatMap((row) => row.relationship_id ?? []))]
  if (ids.length === 0) return new Map()
  const found = await database
    .selectFrom('relationship')
    .select(['id', 'work_email', 'status', 'looked_up'])
    .where('id', 'in', ids)
    .where('msp_id', '=', reader.organisationId)
    .execute()
  return new Map(
    found.map((row) => [
      row.id,
      { contactEmail: row.work_email, frozenName: isRequest(row) ? shownCustomer(row).companyName : null },
    ]),
  )
}

function buildActor(
  reader: Reader,
  row: ActedRow,
  names: Map<string, string>,
  people: Map<string, Person>,
  customers: Map<string, KnownCustomer>,
): ActivityActor {
  const person = row.actor_user_id === null ? undefined : people.get(row.actor_user_id)
  const customer = customers.get(row.relationship_id ?? '')
  const name = names.get(row.actor_organisation_id) ?? ''
  const isTheirs = row.actor_organisation_id === row.customer_id
  return actorFor(
    reader.organisationId,
    {
      organisationId: row.actor_organisation_id,
      organisationName: (isTheirs && customer?.frozenName) || name,
      userId: row.actor_user_id,
      personName: person ? fullName(person.first_name, person.last_name) : '',
      email: person?.email ?? null,
    },
    customer?.contactEmail ?? null,
  )
}

/** Somebody as a reader may know them: by name within the organisation, masked outside it but for its contact (M23). */
export function actorFor(
  readers: OrganisationId,
  actor: Omit<ActivityActor, 'person'> & { personName: string; email: string | null },
  contactEmail: string | null,
): ActivityActor {
  const { organisationId, organisationName, userId, personName, email } = actor
  if (organisationId === readers) return { organisationId, organisationName, userId, person: personName }
  if (email === null) return { organisationId, organisationName, userId: null, person: '' }
  const isContact = contactEmail !== null && email.toLowerCase() === contactEmail.toLowerCase()
  return { organisationId, organisationName, userId: null, person: isContact ? personName : maskEmail(email) }
}

/** The customer's own account: the document it has now and who manages it; null for others and while fully managed. */
export async function buildAccount(database: Kysely<Schema>, reader: Reader): Promise<AccountRecord | null> {
  if (reader.organisationKind !== 'customer') return null
  const document = await visibleDocuments(database, reader).orderBy('document.modified_at', 'desc').executeTakeFirst()
  if (!document) return null
  const relationship = await visibleRelationships(database, reader).executeTakeFirst()
  return { id: reader.organisationId, documentId: document.id, relationshipId: relationship?.id ?? null }
}
