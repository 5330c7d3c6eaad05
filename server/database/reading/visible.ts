/**
 * What one user may see, as conditions of a query: every read of rows, documents and changes goes through
 * these (SYNC5), so that a record is built only if it may be seen at the moment it is built.
 */
import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import type { DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { RelationshipStatus } from '#shared/domain/relationship.ts'
import type { Actor } from '#shared/domain/permission.ts'
import type { RelationshipTable, Schema } from '../schema.ts'

const managing: RelationshipStatus[] = ['active', 'delink-requested-by-msp', 'delink-requested-by-customer']

/**
 * Deny by default: an MSP's people see what it manages now, a customer's people what manages them jointly.
 * `namedById`: the query names the relationships it is about. Its organisation is then compared as a value of which there
 * is no index, for SQLite would rather go through all that an MSP has, for every page of ids.
 */
function relationshipIsVisible(access: Actor, { namedById = false } = {}) {
  return (expression: ExpressionBuilder<Schema, 'relationship'>) => {
    const { and, eb, or, ref } = expression
    const isManaging = eb('relationship.status', 'in', managing)
    const isOwn = (column: 'relationship.msp_id' | 'relationship.customer_id') =>
      eb(namedById ? sql<OrganisationId>`${ref(column)} || ''` : ref(column), '=', access.organisationId)
    if (access.organisationKind === 'msp') return and([isManaging, isOwn('relationship.msp_id')])
    if (access.organisationKind === 'customer') {
      return and([isManaging, isOwn('relationship.customer_id'), eb('relationship.management_type', '=', 'jointly')])
    }
    return or([])
  }
}

function relationships(database: Kysely<Schema>, access: Actor) {
  return database.selectFrom('relationship').where(relationshipIsVisible(access))
}

/** Relationship rows this user may see. */
export function visibleRelationships(database: Kysely<Schema>, access: Actor) {
  return relationships(database, access).selectAll('relationship')
}

/** Those of `ids` that this user may see, in order of id. */
export async function findVisibleRelationships(
  database: Kysely<Schema>,
  access: Actor,
  ids: readonly RelationshipId[],
): Promise<RelationshipTable[]> {
  return database
    .selectFrom('relationship')
    .selectAll('relationship')
    .where('relationship.id', 'in', ids)
    .where(relationshipIsVisible(access, { namedById: true }))
    .orderBy('relationship.id')
    .execute()
}

/** Whether a fully managing MSP keeps the customer's own people out (C8). */
function fullyManaged(database: Kysely<Schema>, access: Actor) {
  return database
    .selectFrom('relationship')
    .select('relationship.id')
    .where('customer_id', '=', access.organisationId)
    .where('management_type', '=', 'fully')
    .where('status', 'in', managing)
}

/**
 * Whether the MSP manages the relationship that a row names. Asked row by row: a list of all of its
 * relationships would be made anew for every page, however few rows it is about.
 */
function isOfVisibleRelationship<Table extends 'document' | 'change'>(
  database: Kysely<Schema>,
  access: Actor,
  table: Table,
) {
  return ({ exists }: ExpressionBuilder<Schema, Table>) =>
    exists(
      relationships(database, access)
        .select('relationship.id')
        .whereRef('relationship.id', '=', `${table}.relationship_id` as never),
    )
}

/** Document rows this user may see. */
export function visibleDocuments(database: Kysely<Schema>, access: Actor) {
  const open = database.selectFrom('document').selectAll('document').where('document.closed_at', 'is', null)
  if (access.organisationKind === 'msp') return open.where(isOfVisibleRelationship(database, access, 'document'))
  return open
    .where('document.kind', '=', 'account')
    .where('document.customer_id', '=', access.organisationId)
    .where(({ not, exists }) => not(exists(fullyManaged(database, access))))
}

/** Change rows this user may see: an MSP its own relationships', a customer all about its account but the MSP's private facts. */
export function visibleChanges(database: Kysely<Schema>, access: Actor) {
  const all = database.selectFrom('change').selectAll('change')
  if (access.organisationKind === 'msp') return all.where(isOfVisibleRelationship(database, access, 'change'))
  return all
    .leftJoin('document', 'document.id', 'change.document_id')
    .where('change.customer_id', '=', access.organisationId)
    .where(({ eb, or }) => or([eb('change.document_id', 'is', null), eb('document.kind', '=', 'account')]))
    .where(({ not, exists }) => not(exists(fullyManaged(database, access))))
}

/** Every id the user may see now, for a device that must reconcile (SYNC4). */
export async function visibleIds(
  database: Kysely<Schema>,
  access: Actor,
): Promise<{ relationshipIds: RelationshipId[]; documentIds: DocumentId[] }> {
  const rows = await relationships(database, access)
    .select(['relationship.id', 'relationship.account_document_id', 'relationship.private_document_id'])
    .orderBy('relationship.id')
    .execute()
  const relationshipIds = rows.map((row) => row.id)
  // An MSP's documents are its relationships'; reading them off saves a walk over every document there is.
  if (access.organisationKind === 'msp') {
    return { relationshipIds, documentIds: rows.flatMap((row) => [row.account_document_id, row.private_document_id]) }
  }
  const documents = await visibleDocuments(database, access).clearSelect().select('document.id').execute()
  return { relationshipIds, documentIds: documents.map((row) => row.id) }
}
