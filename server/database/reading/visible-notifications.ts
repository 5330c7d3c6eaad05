import { expressionBuilder, sql, type Expression, type Kysely, type SqlBool } from 'kysely'
import { alertNotifications, endingNotifications } from '#shared/domain/notification/notification-rules.ts'
import { managingStatuses } from '#shared/domain/relationship.ts'
import type { Schema } from '../schema.ts'
import { whereMay, type Reader } from './where-may.ts'
import { visibleFormer } from './visible.ts'

/**
 * What this person is told of (M21). What is about a relationship they see as long as they see that, and what says that it is
 * over without it, with the line that is left of it where they see such lines; a customer's people never without.
 */
export function visibleNotifications(database: Kysely<Schema>, reader: Reader) {
  const { namedRelationship, namedRequest } = whereMay(reader, 'view')
  return database
    .selectFrom('notification')
    .leftJoin(visibleFormer(database, reader).as('former'), 'former.relationship_id', 'notification.relationship_id')
    .selectAll('notification')
    .select('former.id as former_id')
    .where('notification.user_id', '=', reader.userId)
    .where(({ and, eb, exists, or, selectFrom }) =>
      or([
        and([eb('notification.relationship_id', 'is', null), ...ofOwnDevices(reader)]),
        and([
          ...(reader.permissions.has('view') ? [] : [or([])]),
          eb('notification.event', 'in', endingNotifications as never),
          ...(reader.organisationKind === 'customer' ? [eb('former.id', 'is not', null)] : []),
        ]),
        exists(
          selectFrom('relationship')
            .select(sql<SqlBool>`1`.as('seen'))
            .whereRef('relationship.id', '=', 'notification.relationship_id')
            .where((expression) =>
              expression.or([namedRelationship(expression as never), namedRequest(expression as never)]),
            ),
        ),
      ]),
    )
}

/** A customer's people hear of its devices while they have these in sight, and of where they are while they may see that. */
function ofOwnDevices({ organisationId, organisationKind, permissions }: Reader): Expression<SqlBool>[] {
  if (organisationKind !== 'customer') return []
  const { and, eb, exists, not, or, selectFrom } = expressionBuilder<Schema, 'notification'>()
  const isManagedAlone = exists(
    selectFrom('relationship')
      .select(sql<SqlBool>`1`.as('managed'))
      .where('relationship.customer_id', '=', organisationId)
      .where('relationship.management_type', '=', 'fully')
      .where('relationship.status', 'in', managingStatuses),
  )
  const seen = alertNotifications.filter((event) => event !== 'location-alert' || permissions.has('view-location'))
  return [
    or([
      eb('notification.event', 'not in', alertNotifications),
      ...(permissions.has('view') ? [and([eb('notification.event', 'in', seen), not(isManagedAlone)])] : []),
    ]),
  ]
}
