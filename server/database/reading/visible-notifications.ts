import { sql, type Kysely, type SqlBool } from 'kysely'
import { endingNotifications } from '#shared/domain/notification/notification-rules.ts'
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
        eb('notification.relationship_id', 'is', null),
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
