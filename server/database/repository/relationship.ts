/** One MSP managing one customer. At most one relationship of a customer is managing; the database holds that too. */
import type { FormerEvent } from '#shared/domain/former/former-relationship.ts'
import type { Kysely, Selectable } from 'kysely'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { managingStatuses, requestStatuses } from '#shared/domain/relationship.ts'
import type { JointAsk } from '#shared/domain/request/joint-ask.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import type { AskedServices } from '#shared/domain/service-record.ts'
import { customerTeamKind } from '#shared/records/customer-team.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { lockedForUpdate } from '../connection.ts'
import { builtOnce } from '../built-once.ts'
import { inChunks } from '../in-chunks.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { RelationshipTable } from '../tables/relationship-table.ts'
import type { Schema } from '../schema.ts'

export type Relationship = Selectable<RelationshipTable>

/** What has become of a relationship that was just made: nothing yet. */
export const asBegun = {
  version: 1,
  delink_requested_at: null,
  delink_reminded_at: null,
  delink_reminded_count: 0,
  ended_at: null,
  converted_at: null,
  admins_decided_at: null,
  admins_granted_at: null,
  requested_at: null,
  request_asked_at: null,
  looked_up: null,
  asked_services: null,
  services_asked_at: null,
  joint_asked_at: null,
  joint_reminded_at: null,
} as const

export function jointAskOf({
  joint_asked_at: askedAt,
  joint_reminded_at: remindedAt,
}: Pick<Relationship, 'joint_asked_at' | 'joint_reminded_at'>): JointAsk | null {
  return askedAt === null ? null : { askedAt, remindedAt }
}

/** Those that are managed. */
export function servicesOf({ services }: Pick<Relationship, 'services'>): ServiceId[] {
  return JSON.parse(services) as ServiceId[]
}

export function askedServicesOf({ asked_services, services_asked_at }: Relationship): AskedServices | null {
  if (asked_services === null) return null
  return { services: JSON.parse(asked_services) as ServiceId[], askedAt: services_asked_at ?? 0 }
}

/** Refuses with `id-taken` when the device's id is used already. */
export async function insertRelationship(database: Kysely<Schema>, relationship: Relationship): Promise<void> {
  const result = await database
    .insertInto('relationship')
    .values(relationship)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows !== 1n) throw new Refusal('id-taken')
}

/** `lock` holds the row until the transaction ends, so that two decisions can't both see the same state. */
export async function findRelationship(
  database: Kysely<Schema>,
  id: RelationshipId,
  { lock = false } = {},
): Promise<Relationship | undefined> {
  const query = database.selectFrom('relationship').selectAll().where('id', '=', id)
  return (lock ? lockedForUpdate(query) : query).executeTakeFirst()
}

export async function getRelationship(database: Kysely<Schema>, id: RelationshipId): Promise<Relationship> {
  return database.selectFrom('relationship').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** The relationship that manages this customer now, if any. */
export async function findManagingRelationship(
  database: Kysely<Schema>,
  customerId: OrganisationId,
  { lock = false } = {},
): Promise<Relationship | undefined> {
  const managing = database
    .selectFrom('relationship')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('status', 'in', managingStatuses)
  return (lock ? lockedForUpdate(managing) : managing).executeTakeFirst()
}

/** Those that manage these customers now, whoever it is. */
export async function findManagers(
  database: Kysely<Schema>,
  customerIds: readonly OrganisationId[],
): Promise<Relationship[]> {
  if (customerIds.length === 0) return []
  return database
    .selectFrom('relationship')
    .selectAll()
    .where('customer_id', 'in', customerIds)
    .where('status', 'in', managingStatuses)
    .execute()
}

/** Those of the ids that this MSP manages, or did. */
export async function listCustomersOf(
  database: Kysely<Schema>,
  mspId: OrganisationId,
  ids: readonly OrganisationId[],
): Promise<OrganisationId[]> {
  const found: OrganisationId[] = []
  for (const chunk of inChunks(ids)) {
    const rows = database.selectFrom('relationship').select('customer_id').where('msp_id', '=', mspId)
    found.push(...(await rows.where('customer_id', 'in', chunk).execute()).map(({ customer_id }) => customer_id))
  }
  return found
}

/** What of a customer's team an MSP sees under its grant has changed, or may be seen no more (C7). */
export function publishCustomerTeam(
  unit: Pick<UnitOfWork, 'publish'>,
  { id, msp_id }: Pick<Relationship, 'id' | 'msp_id'>,
): void {
  unit.publish({ organisationId: msp_id, collection: customerTeamKind.name, key: id, root: id })
}

/** Where this organisation is a customer that lets its MSP manage its team. */
export async function publishToManager(
  unit: Pick<UnitOfWork, 'publish' | 'trx'>,
  organisationId: OrganisationId,
): Promise<void> {
  const manager = await findManagingRelationship(unit.trx, organisationId)
  if (manager && manager.admins_granted_at !== null) publishCustomerTeam(unit, manager)
}

/** Those of this MSP's whose customers let it manage their admins. */
export async function listGrantsTo(database: Kysely<Schema>, mspId: OrganisationId): Promise<Relationship[]> {
  return database
    .selectFrom('relationship')
    .selectAll()
    .where('msp_id', '=', mspId)
    .where('admins_granted_at', 'is not', null)
    .execute()
}

/** All that stand in this MSP's list: managed, or asked. */
export async function listListedCustomers(database: Kysely<Schema>, mspId: OrganisationId): Promise<OrganisationId[]> {
  const rows = await database
    .selectFrom('relationship')
    .select('customer_id')
    .where('msp_id', '=', mspId)
    .where('status', 'in', [...managingStatuses, ...requestStatuses])
    .execute()
  return rows.map(({ customer_id }) => customer_id)
}

export type DecidedColumns = Partial<
  Pick<
    Relationship,
    | 'status'
    | 'management_type'
    | 'converted_at'
    | 'work_email'
    | 'delink_requested_at'
    | 'delink_reminded_at'
    | 'delink_reminded_count'
    | 'ended_at'
    | 'admins_granted_at'
    | 'admins_decided_at'
    | 'added_at'
    | 'requested_at'
    | 'request_asked_at'
    | 'joint_asked_at'
    | 'joint_reminded_at'
    | 'services'
    | 'asked_services'
    | 'services_asked_at'
  >
>

/**
 * Saves one decision: the version rises by one and `modified_at` is its moment. One that only reminds decides nothing, so the
 * version that an answer names stays; so does one that changes nothing here. Returns the row as it is now.
 */
export async function saveDecision(
  database: Kysely<Schema>,
  relationship: Relationship,
  decided: DecidedColumns,
  { now, reminds }: { now: number; reminds: boolean },
): Promise<Relationship> {
  if (Object.keys(decided).length === 0) return relationship
  const changed = reminds ? decided : { ...decided, version: relationship.version + 1, modified_at: now }
  await database.updateTable('relationship').set(changed).where('id', '=', relationship.id).execute()
  return { ...relationship, ...changed }
}

/** Another account document, or another address. Not a decision of its own: the version stays. Returns the row as it is now. */
export async function saveRelationship(
  database: Kysely<Schema>,
  relationship: Relationship,
  changed: Partial<
    Pick<Relationship, 'account_document_id' | 'work_email' | 'services' | 'joint_asked_at' | 'joint_reminded_at'>
  >,
): Promise<Relationship> {
  await database.updateTable('relationship').set(changed).where('id', '=', relationship.id).execute()
  return { ...relationship, ...changed }
}

/** Whether another customer of this MSP has the address for its contact's. */
export async function isContactElsewhere(
  database: Kysely<Schema>,
  { msp_id, customer_id }: Pick<Relationship, 'msp_id' | 'customer_id'>,
  email: string,
): Promise<boolean> {
  const other = await database
    .selectFrom('relationship')
    .select('id')
    .where('msp_id', '=', msp_id)
    .where('customer_id', '!=', customer_id)
    .where('work_email', '=', email)
    .where('status', 'in', managingStatuses)
    .limit(1)
    .executeTakeFirst()
  return other !== undefined
}

const findRows = builtOnce((database, { ids }: { ids: readonly RelationshipId[] }) =>
  database.selectFrom('relationship').selectAll().where('id', 'in', ids),
)

export async function findRelationships(
  database: Kysely<Schema>,
  ids: readonly RelationshipId[],
): Promise<Relationship[]> {
  if (ids.length === 0) return []
  return findRows(database, { ids })
}

/** Which of these have not ended. */
export async function findStanding(
  database: Kysely<Schema>,
  ids: readonly RelationshipId[],
): Promise<RelationshipId[]> {
  const standing: RelationshipId[] = []
  for (const chunk of inChunks(ids)) {
    const rows = database.selectFrom('relationship').select('id').where('id', 'in', chunk).where('ended_at', 'is', null)
    standing.push(...(await rows.execute()).map((row) => row.id))
  }
  return standing
}

/** Which of these there are, standing or ended. */
export async function findKnown(
  database: Kysely<Schema>,
  ids: readonly RelationshipId[],
): Promise<Set<RelationshipId>> {
  const known = new Set<RelationshipId>()
  for (const chunk of inChunks(ids)) {
    const rows = database.selectFrom('relationship').select('id').where('id', 'in', chunk)
    for (const { id } of await rows.execute()) known.add(id)
  }
  return known
}

export async function listEnded(
  database: Kysely<Schema>,
): Promise<(Pick<Relationship, 'id' | 'customer_id' | 'ended_at' | 'status'> & { event: FormerEvent | null })[]> {
  return database
    .selectFrom('relationship')
    .leftJoin('former_relationship', 'former_relationship.relationship_id', 'relationship.id')
    .select(['relationship.id', 'relationship.customer_id', 'ended_at', 'status', 'former_relationship.event'])
    .where('status', 'in', ['delinked', 'withdrawn'])
    .execute()
}

/** Those of which their customer ever decided what the MSP may do with its admins. */
export async function listGrantsDecided(database: Kysely<Schema>): Promise<Relationship[]> {
  return database.selectFrom('relationship').selectAll().where('admins_decided_at', 'is not', null).execute()
}

const touchRows = builtOnce((database, { ids, now }: { ids: readonly RelationshipId[]; now: number }) => {
  const locked = database.selectFrom('relationship').select('id').where('id', 'in', ids).orderBy('id')
  return database.updateTable('relationship').set({ modified_at: now }).where('id', 'in', lockedForUpdate(locked))
})

/** A fact of theirs changed: the list shows when. No decision, so the version stays. Locked in id order: other batches touch some of the same. */
export async function touchRelationships(
  database: Kysely<Schema>,
  ids: readonly RelationshipId[],
  now: number,
): Promise<void> {
  if (ids.length > 0) await touchRows(database, { ids, now })
}
