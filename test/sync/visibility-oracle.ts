/**
 * What every device may hold, worked out anew from the rows and the rules of the spec, by other code than
 * the server's: an MSP what it manages now; a customer its own account and history unless fully managed.
 */
import { managingStatuses } from '#shared/domain/relationship.ts'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Database } from '../../server/database/connection.ts'
import type { NotificationTable } from '../../server/database/tables/notification-tables.ts'
import type { FormerRelationshipTable } from '../../server/database/tables/former-relationship-table.ts'
import type { ServiceRecordTable } from '../../server/database/tables/service-record-table.ts'
import type { RelationshipTable } from '../../server/database/tables/relationship-table.ts'
import type { DocumentTable } from '../../server/database/tables/document-tables.ts'
import type { ChangeTable } from '../../server/database/schema.ts'
import { heldHoldings, recipientsWord } from './holdings-oracle.ts'
import type { TestDevice, World } from './world.ts'
import {
  askingWord,
  listAsking,
  formerWord,
  listChangeIds,
  listDocumentIds,
  listFormer,
  listPersonIds,
  listProfileIds,
  listRelationshipIds,
  listServices,
  listTeams,
  listTicketIds,
  listTold,
  listVisitIds,
  listCustodies,
  custodyWord,
  serviceWord,
  toldWord,
} from './stored.ts'

export interface Permitted {
  relationships: string[]
  documents: string[]
  changes: string[]
  people: string[]
  /** Of customers that let themselves be managed (C7), as `teamWord` says them. */
  teams: string[]
  /** Of the own MSP, or the one that manages the company jointly (M26). */
  profiles: string[]
  /** MSPs that asked the company, for who answers there (C12), as `askingWord` says them. */
  asking: string[]
  /** In rows, and a customer's own (C10), as `serviceWord` says them. */
  services: string[]
  /** What stays of relationships that are over (M28), as `formerWord` says it. */
  former: string[]
  /** What an MSP's people asked the operator (M15). */
  tickets: string[]
  /** What they are told of (M21), as `toldWord` says it. */
  told: string[]
  /** Who of an MSP was in an account (H7). */
  visits: string[]
  /** Who manages their company alone (C8), as `custodyWord` says it. */
  custodies: string[]
  /** Resellers, uploads, devices and profiles (M22, C9). */
  holdings: string[]
}

const ended = new Set(['delinked', 'rejected', 'pending'])

/** In every value that is about this customer, whoever typed it. */
export function customerMark(customerId: OrganisationId): string {
  return `MARK-C-${customerId}`
}

/** Of each value that an MSP typed into this customer's account while it managed that alone. */
export function aloneMark(customerId: OrganisationId, number: number): string {
  return `MARK-A-${customerId}-${number};`
}
export const aloneMarks = /MARK-A-\d+-\d+;/g

/** The name of a service that this customer has got. */
export function serviceMark(customerId: string, number: number): string {
  return `MARK-S-${customerId}-${number};`
}

/** Of the services of a relationship's customer, those that its row shows: all where it is fully managed, else those it names. */
export function servicesInRow<Service extends Pick<ServiceRecordTable, 'organisation_id' | 'service'>>(
  { customer_id, management_type, services }: RelationshipTable,
  records: readonly Service[],
): Service[] {
  const named = JSON.parse(services) as string[]
  return records
    .filter(({ organisation_id }) => organisation_id === customer_id)
    .filter(({ service }) => management_type === 'fully' || named.includes(service))
}

/** What its MSP asks to manage besides (M13), and nobody has accepted. */
export const askedInRow = ({ asked_services }: RelationshipTable) => JSON.parse(asked_services ?? '[]') as string[]

/** Of a side's own, as they were at the end. */
export function formerWords(rows: readonly FormerRelationshipTable[], side: 'msp' | 'customer', own: string): string[] {
  return rows
    .filter((row) => row[`${side}_id`] === own)
    .map((row) => {
      const other = side === 'msp' ? 'customer' : 'msp'
      const isAskedByOwn = row.asked_by && row.asked_by === own
      return formerWord({ id: row.id, partyId: row[`${other}_id`], partyName: row[`${other}_name`], isAskedByOwn })
    })
    .toSorted()
}

/** Of whoever is shut out. */
export function custodyWords(
  relationships: readonly RelationshipTable[],
  organisations: readonly { id: string; name: string }[],
  own: string,
): string[] {
  const alone = relationships.filter(
    ({ customer_id, management_type, status }) =>
      customer_id === own && management_type === 'fully' && (managingStatuses as readonly string[]).includes(status),
  )
  const nameOf = (id: string) => organisations.find((organisation) => organisation.id === id)!.name
  return alone.map(({ msp_id, added_at }) => custodyWord({ id: own, mspName: nameOf(msp_id), since: added_at }))
}

const says = (event: string) => ({ isOver: event === 'delink-accepted' || event === 'customer-released' })

/** Of a person's own (M21): what is about a relationship with it, and what says that it is over with the line that is left of it. */
export function toldWords(
  rows: readonly NotificationTable[],
  {
    userId,
    relationships,
    former,
    kind,
  }: { userId: string; relationships: readonly string[]; former: readonly FormerRelationshipTable[]; kind: string },
): string[] {
  const own = rows.filter(({ user_id }) => user_id === userId)
  const lineOf = (id: string | null) => former.find(({ relationship_id }) => relationship_id === id)?.id ?? null
  return own
    .filter(({ event, relationship_id }) => {
      if (relationship_id === null) return true
      if (says(event).isOver) return kind === 'msp' || lineOf(relationship_id) !== null
      return relationships.includes(relationship_id)
    })
    .map(({ id, event, relationship_id: relationshipId }) =>
      toldWord({ id, event, relationshipId, formerId: lineOf(relationshipId) }),
    )
    .toSorted()
}

/** Of what is seen: in rows other MSPs have no name. */
export function serviceWords(
  records: readonly ServiceRecordTable[],
  { rows, own }: { rows: readonly RelationshipTable[]; own: string | null },
): string[] {
  return [
    ...rows.flatMap((row) =>
      askedInRow(row).map((service) =>
        serviceWord({ of: row.id, service, status: 'requested', since: row.services_asked_at!, through: row.msp_id }),
      ),
    ),
    ...rows.flatMap((row) =>
      servicesInRow(row, records).map(({ service, status, since, through_id }) =>
        serviceWord({
          of: row.id,
          service,
          status,
          since,
          through: through_id === row.msp_id ? through_id : 'another',
        }),
      ),
    ),
    ...records
      .filter(({ organisation_id }) => organisation_id === own)
      .map(({ service, status, since, through_id }) =>
        serviceWord({ of: 'own', service, status, since, through: through_id }),
      ),
  ].toSorted()
}

/** In every value that is the MSP's own. */
export function privateMark(mspId: OrganisationId): string {
  return `MARK-P-${mspId}`
}

/** In the form of a customer that has no ID yet. */
export function formMark(workEmail: string): string {
  return `MARK-F-${workEmail}`
}

async function relationshipRows({ database }: World): Promise<RelationshipTable[]> {
  return database.selectFrom('relationship').selectAll().execute()
}

function managedBy(rows: readonly RelationshipTable[], mspId: OrganisationId): RelationshipTable[] {
  return rows.filter((row) => row.msp_id === mspId && !ended.has(row.status))
}

function managerOf(rows: readonly RelationshipTable[], customerId: OrganisationId): RelationshipTable | undefined {
  return rows.find((row) => row.customer_id === customerId && !ended.has(row.status))
}

type LogEntry = Pick<ChangeTable, 'relationship_id' | 'document_id' | 'detail' | 'audience' | 'received_at'>

/**
 * What was logged while an MSP managed alone: of a relationship that the log says was converted, its being added and whatever
 * was done in its first document (M14).
 */
export function loggedAlone(log: readonly LogEntry[]): (entry: LogEntry) => boolean {
  const conversions = log.filter(({ detail }) => detail.includes('"event":"customer-converted"'))
  const convertedAt = new Map(conversions.map((entry) => [entry.relationship_id, entry.received_at]))
  const first = new Set<string | null>(
    conversions.map(({ relationship_id }) => documentIdsOf(relationship_id!).account),
  )
  // Of decisions of the same moment nobody but the log knows which came first.
  return ({ relationship_id, document_id, received_at, audience }) =>
    first.has(document_id) || (received_at <= (convertedAt.get(relationship_id) ?? -Infinity) && audience === 'msp')
}

/** Marks that the MSP's log of before has, and that nothing of what the customer may see has: those of its documents and of its own log. */
export function keptAlone(
  log: readonly LogEntry[],
  documents: readonly Pick<DocumentTable, 'facts'>[],
): { all: string[]; kept: string[] } {
  const isAlone = loggedAlone(log)
  const shown = [
    ...log.filter((entry) => !isAlone(entry)).map(({ detail }) => detail),
    ...documents.map(({ facts }) => facts),
  ]
  const marks = (texts: readonly string[]) => texts.flatMap((text) => text.match(aloneMarks) ?? [])
  const visible = new Set(marks(shown))
  const all = marks([...log.map(({ detail }) => detail), ...shown])
  return { all, kept: all.filter((mark) => !visible.has(mark)) }
}

export async function permitted(world: World, { user }: TestDevice): Promise<Permitted> {
  const rows = await relationshipRows(world)
  const people = await colleagues(world.database, user.organisationId)
  const services = await world.database.selectFrom('service_record').selectAll().execute()
  const asked = await world.database.selectFrom('asking_msp').selectAll().execute()
  const asking = asked.filter(({ organisation_id }) => organisation_id === user.organisationId).map(askingWord)
  const former = await world.database.selectFrom('former_relationship').selectAll().execute()
  const tickets = await world.database.selectFrom('support_ticket').selectAll().execute()
  const organisations = await world.database.selectFrom('organisation').selectAll().execute()
  const custodies = user.organisationKind === 'msp' ? [] : custodyWords(rows, organisations, user.organisationId)
  const told = await world.database.selectFrom('notification').selectAll().execute()
  const visits = await world.database.selectFrom('visit').selectAll().execute()
  const changes = await world.database
    .selectFrom('change')
    .select(['id', 'relationship_id', 'customer_id', 'document_id', 'detail', 'audience', 'received_at'])
    .execute()
  if (user.organisationKind === 'msp') {
    const mine = managedBy(rows, user.organisationId)
    const ids = new Set<string>(mine.map((row) => row.id))
    return sorted({
      relationships: [...ids],
      documents: mine.flatMap((row) => [row.account_document_id, row.private_document_id]),
      changes: changes.filter((change) => ids.has(change.relationship_id ?? '')).map(({ id }) => id),
      people,
      teams: [],
      profiles: [user.organisationId],
      asking: [],
      services: serviceWords(services, { rows: mine, own: null }),
      former: formerWords(former, 'msp', user.organisationId),
      tickets: tickets.filter((ticket) => ids.has(ticket.relationship_id)).map(({ id }) => id),
      told: toldWords(told, { userId: user.id, relationships: [...ids], former, kind: 'msp' }),
      visits: visits.filter((visit) => ids.has(visit.relationship_id)).map(({ id }) => id),
      custodies,
      holdings: [],
    })
  }
  const manager = managerOf(rows, user.organisationId)
  if (manager?.management_type === 'fully')
    return {
      relationships: [],
      documents: [],
      changes: [],
      people,
      teams: [],
      profiles: [],
      asking,
      services: [],
      former: [],
      tickets: [],
      told: toldWords(told, { userId: user.id, relationships: [], former: [], kind: 'customer' }),
      visits: [],
      custodies,
      holdings: [],
    }
  const secret = new Set<string | null>(rows.map((row) => row.private_document_id))
  const isAlone = loggedAlone(changes)
  const own = await world.database
    .selectFrom('document')
    .select('id')
    .where('customer_id', '=', user.organisationId)
    .where('kind', '=', 'account')
    .where('closed_at', 'is', null)
    .execute()
  return sorted({
    relationships: manager ? [manager.id] : [],
    documents: own.map(({ id }) => id),
    changes: changes
      .filter((change) => change.customer_id === user.organisationId)
      .filter((change) => !secret.has(change.document_id) && !isAlone(change))
      .map(({ id }) => id),
    people,
    teams: [],
    profiles: manager ? [manager.msp_id] : [],
    asking,
    services: serviceWords(services, { rows: manager ? [manager] : [], own: user.organisationId }),
    former: formerWords(former, 'customer', user.organisationId),
    tickets: [],
    told: toldWords(told, {
      userId: user.id,
      relationships: manager ? [manager.id] : [],
      former,
      kind: 'customer',
    }),
    visits: visits
      .filter(({ customer_id, audience }) => customer_id === user.organisationId && audience === 'both')
      .map(({ id }) => id),
    custodies,
    // Its people here are all super admins.
    holdings: [recipientsWord(user.organisationId)],
  })
}

/** Everybody of one organisation, whoever manages it. */
export async function colleagues(database: Database, organisationId: OrganisationId): Promise<string[]> {
  const rows = await database.selectFrom('user').select('id').where('organisation_id', '=', organisationId).execute()
  return rows.map(({ id }) => id).toSorted()
}

function sorted(found: Permitted): Permitted {
  return Object.fromEntries(Object.entries(found).map(([name, words]) => [name, words.toSorted()])) as never
}

export async function held({ store }: TestDevice): Promise<Permitted> {
  return sorted({
    relationships: [...(await listRelationshipIds(store))],
    documents: [...(await listDocumentIds(store))],
    changes: [...(await listChangeIds(store))],
    people: [...(await listPersonIds(store))],
    teams: await listTeams(store),
    profiles: [...(await listProfileIds(store))],
    asking: await listAsking(store),
    services: await listServices(store),
    former: await listFormer(store),
    tickets: [...(await listTicketIds(store))],
    told: await listTold(store),
    visits: [...(await listVisitIds(store))],
    custodies: await listCustodies(store),
    holdings: await heldHoldings(store),
  })
}

/** The bytes without what its MSP may know of former customers (M28): their names of then, whatever marks stand in those. */
export async function withoutFormerNames({ database }: World, { user }: TestDevice, bytes: string): Promise<string> {
  const former = database.selectFrom('former_relationship').select('customer_name')
  const names = await former.where('msp_id', '=', user.organisationId).execute()
  return names.reduce((text, { customer_name }) => (customer_name ? text.replaceAll(customer_name, '') : text), bytes)
}

/** Marks that no byte to this device may carry now. */
export async function forbiddenMarks(world: World, device: TestDevice): Promise<string[]> {
  const { user } = device
  const rows = await relationshipRows(world)
  const isMsp = user.organisationKind === 'msp'
  const mine = new Set<string>(
    isMsp ? managedBy(rows, user.organisationId).map((row) => row.customer_id) : [user.organisationId],
  )
  if (!isMsp && managerOf(rows, user.organisationId)?.management_type === 'fully') mine.clear()
  const foreign = rows
    .filter((row) => !mine.has(row.customer_id))
    .flatMap((row) => [customerMark(row.customer_id), formMark(row.work_email)])
  const former = isMsp ? [] : await formerMarks(world, user.organisationId)
  const msps = [...new Set(rows.map((row) => row.msp_id))].filter((id) => id !== user.organisationId)
  return [...foreign, ...former, ...msps.map(privateMark)]
}

async function formerMarks({ database }: World, customerId: OrganisationId): Promise<string[]> {
  const log = await database
    .selectFrom('change')
    .select(['relationship_id', 'document_id', 'detail', 'audience', 'received_at'])
    .where('customer_id', '=', customerId)
    .execute()
  const documents = await database
    .selectFrom('document')
    .select('facts')
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'account')
    .execute()
  return keptAlone(log, documents).kept
}
