/** What one user may see, as queries (SYNC5): each asks `whereMay`. */
import { sql, type Kysely, type SqlBool } from 'kysely'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { managingStatuses } from '#shared/domain/relationship.ts'
import type { CustodyRecord } from '#shared/domain/request/custody.ts'
import { jointAskOf } from '../repository/relationship.ts'
import { selectMspProfiles } from '../repository/msp-profile.ts'
import type { RelationshipTable } from '../tables/relationship-table.ts'
import type { Schema } from '../schema.ts'
import { whereMay, whereMightHave, type Condition, type Reader } from './where-may.ts'

/** Rows of what manages, as far as this user may see it. */
export function visibleRelationships(database: Kysely<Schema>, reader: Reader) {
  return database.selectFrom('relationship').selectAll('relationship').where(whereMay(reader, 'view').relationship)
}

/** Those of `ids` that this user may see, requests to manage among them, in order of id. */
export async function findVisibleRelationships(
  database: Kysely<Schema>,
  reader: Reader,
  ids: readonly RelationshipId[],
): Promise<RelationshipTable[]> {
  const { namedRelationship, namedRequest } = whereMay(reader, 'view')
  return database
    .selectFrom('relationship')
    .selectAll('relationship')
    .where('relationship.id', 'in', ids)
    .where((expression) => expression.or([namedRelationship(expression), namedRequest(expression)]))
    .orderBy('relationship.id')
    .execute()
}

/** Document rows this user may see. */
export function visibleDocuments(database: Kysely<Schema>, reader: Reader) {
  return database.selectFrom('document').selectAll('document').where(whereMay(reader, 'view').document)
}

/** Change rows this user may see: an MSP's its own relationships', a customer's all about its account but the MSP's private facts. */
export function visibleChanges(database: Kysely<Schema>, reader: Reader) {
  return database.selectFrom('change').selectAll('change').where(whereMay(reader, 'view-activity').change)
}

/** Visits of MSPs' people this user may see, as the log (H7). */
export function visibleVisits(database: Kysely<Schema>, reader: Reader) {
  const own =
    reader.organisationKind === 'msp' ? ('visit.actor_organisation_id' as const) : ('visit.customer_id' as const)
  return (
    database
      .selectFrom('visit')
      .selectAll('visit')
      // Said once more, for the index: nobody's pages go through the rows of others.
      .where(own, '=', reader.organisationId)
      .where(whereMay(reader, 'view-activity').visit)
  )
}

/** People of this user's own organisation, with the name of the role it made for them. */
export function visibleColleagues(database: Kysely<Schema>, reader: Reader) {
  return database
    .selectFrom('user')
    .leftJoin('role', 'role.id', 'user.role_id')
    .selectAll('user')
    .select('role.name as own_role')
    .where('user.organisation_id', '=', reader.organisationId)
    .where('user.status', '!=', 'removed')
    .where((expression) => whereMay(reader, 'view').person(expression as never))
}

/** Relationships of this MSP's whose customers let it manage their admins, as far as this user may (C7). */
export function visibleGrants(database: Kysely<Schema>, reader: Reader) {
  const granted = database
    .selectFrom('relationship')
    .selectAll('relationship')
    .where('relationship.admins_granted_at', 'is not', null)
    .where(whereMay(reader, 'manage-admins-and-roles').relationship)
  return reader.organisationKind === 'msp' ? granted : granted.where(sql<SqlBool>`1 = 0`)
}

/** The admins of such a customer, never its super admins. */
export function visibleAdminsOf(database: Kysely<Schema>, reader: Reader, customerId: OrganisationId) {
  return database
    .selectFrom('user')
    .leftJoin('role', 'role.id', 'user.role_id')
    .selectAll('user')
    .select('role.name as own_role')
    .where('user.organisation_id', '=', customerId)
    .where('user.status', '!=', 'removed')
    .where((expression) => whereMay(reader, 'manage-admins-and-roles').person(expression as never))
}

/** Whether somebody may know which customers there are, and so whose scope names which: who sees all, and gives scopes. */
export function mayKnowScopes({ permissions, scope }: Pick<Reader, 'permissions' | 'scope'>): boolean {
  return permissions.has('view') && permissions.has('manage-admins-and-roles') && scope.kind === 'all'
}

/** Roles that this user's organisation made for itself. */
export function visibleRoles(database: Kysely<Schema>, reader: Reader) {
  const roles = database.selectFrom('role').selectAll().where('organisation_id', '=', reader.organisationId)
  return reader.permissions.has('view') ? roles : roles.where(sql<SqlBool>`1 = 0`)
}

/** Groups of customers, of which some could be none of the reader's: for who sees all. */
export function visibleGroups(database: Kysely<Schema>, reader: Reader) {
  const groups = database.selectFrom('customer_group').selectAll().where('organisation_id', '=', reader.organisationId)
  return reader.permissions.has('view') && reader.scope.kind === 'all' ? groups : groups.where(sql<SqlBool>`1 = 0`)
}

/** The profile of the user's own MSP, or of the MSP that manages the user's company. */
export function visibleMspProfiles(database: Kysely<Schema>, reader: Reader) {
  const mine = reader.organisationKind === 'msp'
  const may = whereMay(reader, 'view')
  return selectMspProfiles(database).where(({ eb, exists, selectFrom, and }) =>
    mine && reader.permissions.has('view')
      ? eb('msp_profile.organisation_id', '=', reader.organisationId)
      : exists(
          selectFrom('relationship')
            .select('relationship.id')
            .whereRef('relationship.msp_id', '=', 'msp_profile.organisation_id')
            .where((expression) => and([may.relationship(expression as never)])),
        ),
  )
}

/** Customers' own services this user may see, with the names of the MSPs through which they came. */
export function visibleServices(database: Kysely<Schema>, reader: Reader) {
  return database
    .selectFrom('service_record')
    .leftJoin('organisation as through', 'through.id', 'service_record.through_id')
    .selectAll('service_record')
    .select('through.name as through_name')
    .where((expression) => whereMay(reader, 'view').service(expression as never))
}

/** What an MSP's people asked the operator about customers that this user may see (M15), with who asked. */
export function visibleTickets(database: Kysely<Schema>, reader: Reader) {
  return database
    .selectFrom('support_ticket')
    .leftJoin('user', 'user.id', 'support_ticket.opened_by')
    .selectAll('support_ticket')
    .select(['user.first_name', 'user.last_name'])
    .where('support_ticket.organisation_id', '=', reader.organisationId)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('relationship')
          .select('relationship.id')
          .whereRef('relationship.id', '=', 'support_ticket.relationship_id')
          .where((expression) => whereMay(reader, 'view').namedRelationship(expression as never)),
      ),
    )
}

/**
 * What stays of relationships that are over (M28): of an MSP's for those of its people who see all customers, of a customer's
 * for all of its people, unless an MSP manages it fully (C8).
 */
export function visibleFormer(database: Kysely<Schema>, reader: Reader) {
  const { organisationId, organisationKind, permissions, scope } = reader
  const former = database.selectFrom('former_relationship').selectAll()
  if (!permissions.has('view') || (organisationKind === 'msp' && scope.kind !== 'all'))
    return former.where(sql<SqlBool>`1 = 0`)
  if (organisationKind === 'msp') return former.where('msp_id', '=', organisationId)
  return former.where(({ and, eb, exists, not, selectFrom }) =>
    and([
      eb('former_relationship.customer_id', '=', organisationId),
      not(
        exists(
          selectFrom('relationship')
            .select('relationship.id')
            .where('relationship.customer_id', '=', organisationId)
            .where('relationship.management_type', '=', 'fully')
            .where('relationship.status', 'in', managingStatuses),
        ),
      ),
    ]),
  )
}

/** Who manages the user's company alone; null where nobody does, and for an MSP's people. */
export async function findCustody(database: Kysely<Schema>, reader: Reader): Promise<CustodyRecord | null> {
  const { organisationId, organisationKind, permissions } = reader
  return organisationKind === 'customer' && permissions.has('view') ? findCustodyOf(database, organisationId) : null
}

export async function findCustodyOf(
  database: Kysely<Schema>,
  organisationId: OrganisationId,
): Promise<CustodyRecord | null> {
  const row = await database
    .selectFrom('relationship')
    .innerJoin('organisation', 'organisation.id', 'relationship.msp_id')
    .select(['organisation.name', 'relationship.added_at', 'joint_asked_at', 'joint_reminded_at'])
    .where('relationship.customer_id', '=', organisationId)
    .where('relationship.management_type', '=', 'fully')
    .where('relationship.status', 'in', managingStatuses)
    .executeTakeFirst()
  return row ? { id: organisationId, mspName: row.name, since: row.added_at, jointAsk: jointAskOf(row) } : null
}

/** Those of `ids` that this user may see, or might have before they ended. */
export async function findFormerlyVisible(
  database: Kysely<Schema>,
  reader: Reader,
  table: 'relationship' | 'document' | 'change' | 'visit',
  ids: readonly string[],
): Promise<string[]> {
  const might = whereMightHave(reader, table === 'change' || table === 'visit' ? 'view-activity' : 'view')
  const relationship: Condition<'relationship'> = (expression) =>
    expression.or([might.namedRelationship(expression), might.namedRequest(expression)])
  const within = { relationship, document: might.document, change: might.change, visit: might.visit }[
    table
  ] as Condition<typeof table>
  const rows = await database
    .selectFrom(table)
    .select(`${table}.id`)
    .where(`${table}.id`, 'in', ids as never)
    .where(within)
    .execute()
  return rows.map(({ id }) => id)
}

/** Those of `roots` that this user may see, or might have before they ended; '' is the user's own organisation. */
export async function findFormerRoots(
  database: Kysely<Schema>,
  reader: Reader,
  roots: readonly (string | null)[],
): Promise<ReadonlySet<string | null>> {
  const found = new Set<string | null>(['', reader.organisationId])
  const others = roots.filter((root): root is string => root !== null && !found.has(root))
  if (others.length === 0) return found
  const rows = await database
    .selectFrom('relationship')
    .select(['relationship.id', 'relationship.customer_id'])
    .where(({ eb, or }) =>
      or([
        eb('relationship.id', 'in', others as RelationshipId[]),
        eb('relationship.customer_id', 'in', others as OrganisationId[]),
      ]),
    )
    .where(whereMightHave(reader, 'view').namedRelationship)
    .execute()
  for (const row of rows) found.add(row.id).add(row.customer_id)
  return found
}

/** Every id the user may see now, for a device that must reconcile (SYNC4). */
export async function visibleIds(
  database: Kysely<Schema>,
  reader: Reader,
): Promise<{ relationshipIds: RelationshipId[]; documentIds: DocumentId[] }> {
  const may = whereMay(reader, 'view')
  const rows = await database
    .selectFrom('relationship')
    .select(['relationship.id', 'relationship.account_document_id', 'relationship.private_document_id'])
    .where(may.relationship)
    .orderBy('relationship.id')
    .execute()
  const requests = await database.selectFrom('relationship').select('relationship.id').where(may.request).execute()
  const relationshipIds = [...rows, ...requests].map((row) => row.id).toSorted()
  // An MSP's documents are its relationships'; reading them off saves a walk over every document there is.
  if (reader.organisationKind === 'msp') {
    return { relationshipIds, documentIds: rows.flatMap((row) => [row.account_document_id, row.private_document_id]) }
  }
  const documents = await visibleDocuments(database, reader).clearSelect().select('document.id').execute()
  return { relationshipIds, documentIds: documents.map((row) => row.id) }
}
