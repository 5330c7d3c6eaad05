/**
 * The twin of `can` (`src/shared/domain/access`) in SQL: what a person may do something with, as conditions of a query.
 * Every read of rows, documents and changes goes through these (SYNC5), so that a record is built only if it may be
 * seen at the moment it is built. `test/contracts/access.test.ts` holds the two equal.
 */
import { expressionBuilder, sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Actor, Audience } from '#shared/domain/access/can.ts'
import { consentPermission, type Permission } from '#shared/domain/access/permission.ts'
import type { OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import { managingStatuses, requestStatuses, type RelationshipStatus } from '#shared/domain/relationship.ts'
import type { Schema } from '../schema.ts'
import { whereInScope } from './where-in-scope.ts'
import {
  holdsNothing,
  managedHoldings,
  ownHoldings,
  uploadedHoldings,
  type HoldingConditions,
} from './where-may-hold.ts'

/** Whose eyes records are built for. */
export interface Reader extends Actor {
  userId: UserId
}

export type Condition<Table extends keyof Schema> = (
  expression: ExpressionBuilder<Schema, Table>,
) => Expression<SqlBool>

interface Conditions extends HoldingConditions {
  relationship: Condition<'relationship'>
  /**
   * The same for a query that names the relationships it is about. Its organisation is compared as a value of which
   * there is no index, for SQLite would rather go through all that an MSP has, for every page of ids.
   */
  namedRelationship: Condition<'relationship'>
  /** What an MSP asked a customer (M10), as {@link namedRelationship}. */
  namedRequest: Condition<'relationship'>
  request: Condition<'relationship'>
  document: Condition<'document'>
  change: Condition<'change'>
  visit: Condition<'visit'>
  alert: Condition<'alert'>
  alertMonth: Condition<'alert_month'>
  location: Condition<'device_location'>
  person: Condition<'user'>
  service: Condition<'service_record'>
}

/** What happened under a relationship, and for whom it was written down. */
type HistoryTable = 'change' | 'visit' | 'alert' | 'alert_month'

function history(
  condition: (table: HistoryTable) => Expression<SqlBool>,
): Pick<Conditions, 'change' | 'visit' | 'alert' | 'alertMonth'> {
  return {
    change: () => condition('change'),
    visit: () => condition('visit'),
    alert: () => condition('alert'),
    alertMonth: () => condition('alert_month'),
  }
}

const nothing = () => expressionBuilder<Schema, never>().or([])

const nowhere: Conditions = {
  relationship: nothing,
  namedRelationship: nothing,
  request: nothing,
  namedRequest: nothing,
  document: nothing,
  change: nothing,
  visit: nothing,
  alert: nothing,
  alertMonth: nothing,
  location: nothing,
  person: nothing,
  service: nothing,
  ...holdsNothing,
}

/** For rows of each table: whether this person may do this with them now. */
export function whereMay(reader: Reader, permission: Permission): Conditions {
  return holds(reader, permission) ? reach(reader, permission, { now: true }) : nowhere
}

/**
 * As {@link whereMay}, also of what is over: what this person may do it with, or might have before it ended. Whoever
 * is told that something is gone is told of nothing else.
 */
export function whereMightHave(reader: Reader, permission: Permission): Conditions {
  return holds(reader, permission) ? reach(reader, permission, { now: false }) : nowhere
}

function holds({ permissions }: Reader, permission: Permission): boolean {
  return permissions.has('view') && permissions.has(permission)
}

function reach(reader: Reader, permission: Permission, { now }: { now: boolean }): Conditions {
  const ownPeople = reachOfColleague(reader, permission)
  if (reader.organisationKind === 'msp') return { ...reachOfMsp(reader, now), person: orGranted(reader, ownPeople) }
  if (reader.organisationKind === 'customer') return { ...reachOfCustomer(reader, now), person: ownPeople }
  return { ...nowhere, ...uploadedHoldings(reader), person: ownPeople }
}

/** All of one's own organisation are seen, whatever becomes of its account; a super admin is changed by super admins only. */
function reachOfColleague({ organisationId, role }: Reader, permission: Permission): Condition<'user'> {
  return ({ and, eb }) =>
    and([
      eb('user.organisation_id', '=', organisationId),
      ...(permission === 'view' || role === 'super-admin' ? [] : [eb('user.role', '!=', 'super-admin')]),
    ])
}

/** Also the admins of customers that let this MSP make them (C7). */
function orGranted(reader: Reader, ownPeople: Condition<'user'>): Condition<'user'> {
  return (expression) => {
    const { and, eb, exists, or, selectFrom } = expression
    const isGranted = exists(
      selectFrom('relationship')
        .select('relationship.id')
        .whereRef('relationship.customer_id', '=', 'user.organisation_id')
        .where('relationship.admins_granted_at', 'is not', null)
        .where(reachOfMsp(reader, true).relationship),
    )
    return or([ownPeople(expression), and([eb('user.role', '!=', 'super-admin'), isGranted])])
  }
}

/** What it manages, within the person's scope. */
function reachOfMsp(reader: Reader, now: boolean): Omit<Conditions, 'person'> {
  const { organisationId, scope } = reader
  const isIn =
    (
      statuses: readonly RelationshipStatus[],
      msp: (expression: ExpressionBuilder<Schema, 'relationship'>) => Expression<OrganisationId>,
    ): Condition<'relationship'> =>
    (expression) => {
      const { and, eb, ref, val } = expression
      return and([
        ...(now ? [eb('relationship.status', 'in', statuses)] : []),
        eb(msp(expression), '=', organisationId),
        ...(scope.kind === 'all'
          ? []
          : [whereInScope(scope.kind, val(reader.userId), ref('relationship.customer_id'))]),
      ])
    }
  const indexed = ({ ref }: ExpressionBuilder<Schema, 'relationship'>) => ref('relationship.msp_id')
  const named = ({ ref }: ExpressionBuilder<Schema, 'relationship'>) =>
    sql<OrganisationId>`${ref('relationship.msp_id')} || ''`
  const relationship = isIn(managingStatuses, indexed)
  // Asked row by row: a list of all of its relationships would be made anew for every page, however few rows it is about.
  const isOfIt = (table: 'document' | HistoryTable, condition: Condition<'relationship'>) => {
    const { exists, selectFrom } = expressionBuilder<Schema, never>()
    return exists(
      selectFrom('relationship')
        .select('relationship.id')
        .where('relationship.id', '=', sql.ref<RelationshipId>(`${table}.relationship_id`))
        .where(condition),
    )
  }
  return {
    relationship,
    ...managedHoldings(reader, relationship),
    namedRelationship: isIn(managingStatuses, named),
    request: isIn(requestStatuses, indexed),
    namedRequest: isIn(requestStatuses, named),
    document: (expression) =>
      expression.and([
        ...(now ? [expression('document.closed_at', 'is', null)] : []),
        isOfIt('document', relationship),
      ]),
    ...history((table) => isOfIt(table, isIn([...managingStatuses, ...requestStatuses], indexed))),
    // Never an MSP's, whatever it manages (S2).
    location: nothing,
    service: ({ exists, selectFrom }) =>
      exists(
        selectFrom('relationship')
          .select('relationship.id')
          .whereRef('relationship.customer_id', '=', 'service_record.organisation_id')
          .where(relationship)
          .where(({ eb, or, ref }) =>
            or([
              eb('relationship.management_type', '=', 'fully'),
              // A service's id holds nothing that JSON or LIKE would read otherwise.
              eb('relationship.services', 'like', sql<string>`'%"' || ${ref('service_record.service')} || '"%'`),
            ]),
          ),
      ),
  }
}

/** Its own account and history, unless an MSP manages it fully (C8), and never what is the MSP's own. */
function reachOfCustomer(reader: Reader, now: boolean): Omit<Conditions, 'person'> {
  const { organisationId, permissions } = reader
  const isOwn =
    (
      customer: (expression: ExpressionBuilder<Schema, 'relationship'>) => Expression<OrganisationId>,
    ): Condition<'relationship'> =>
    (expression) => {
      const { and, eb } = expression
      return and([
        // What never managed it, nobody but its super admins had.
        now
          ? eb('relationship.status', 'in', managingStatuses)
          : eb('relationship.status', 'not in', [...requestStatuses, 'withdrawn']),
        eb(customer(expression), '=', organisationId),
        eb('relationship.management_type', '=', 'jointly'),
      ])
    }
  // What is over its super admins saw as well as what waits for them.
  const isAsked: Condition<'relationship'> = ({ and, eb, or }) =>
    permissions.has(consentPermission)
      ? and([
          eb('relationship.customer_id', '=', organisationId),
          now ? eb('relationship.status', '=', 'pending') : eb('relationship.requested_at', 'is not', null),
        ])
      : or([])
  const isFullyManaged = () => {
    const { exists, selectFrom } = expressionBuilder<Schema, never>()
    return exists(
      selectFrom('relationship')
        .select('relationship.id')
        .where('relationship.customer_id', '=', organisationId)
        .where('relationship.management_type', '=', 'fully')
        .where('relationship.status', 'in', managingStatuses),
    )
  }
  return {
    ...ownHoldings(reader, now ? isFullyManaged : null),
    relationship: isOwn(({ ref }) => ref('relationship.customer_id')),
    namedRelationship: isOwn(({ ref }) => sql<OrganisationId>`${ref('relationship.customer_id')} || ''`),
    request: isAsked,
    namedRequest: isAsked,
    document: (expression) => {
      const { and, eb, exists, not, or, selectFrom } = expression
      const wasShared = exists(
        selectFrom('relationship')
          .select('relationship.id')
          .whereRef('relationship.id', '=', 'document.relationship_id')
          .where('relationship.management_type', '=', 'jointly')
          // Another one of it was the MSP's alone, until the account was shared.
          .whereRef('relationship.account_document_id', '=', 'document.id'),
      )
      return and([
        eb('document.kind', '=', 'account'),
        eb('document.customer_id', '=', organisationId),
        ...(now
          ? [eb('document.closed_at', 'is', null), not(isFullyManaged())]
          : [or([eb('document.relationship_id', 'is', null), wasShared])]),
      ])
    },
    ...history((table) => {
      const { and, not } = expressionBuilder<Schema, never>()
      return and([
        sql<SqlBool>`${sql.ref(`${table}.customer_id`)} = ${organisationId}`,
        sql<SqlBool>`${sql.ref(`${table}.audience`)} = ${'both' satisfies Audience}`,
        ...(now ? [not(isFullyManaged())] : []),
      ])
    }),
    location: ({ and, eb, not, or }) =>
      permissions.has('view-location')
        ? and([eb('device_location.organisation_id', '=', organisationId), ...(now ? [not(isFullyManaged())] : [])])
        : or([]),
    service: ({ and, eb, not }) =>
      and([eb('service_record.organisation_id', '=', organisationId), ...(now ? [not(isFullyManaged())] : [])]),
  }
}
