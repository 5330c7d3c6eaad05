/** When people of MSPs were in customers' accounts (H7). Whoever saves one publishes it, to whoever it was written for. */
import type { Kysely } from 'kysely'
import type { ServiceId } from '#shared/domain/service.ts'
import { isSameVisit, joinVisits, visitEndsAfterMs, type VisitRecord } from '#shared/domain/visit/visit.ts'
import { visitKind } from '#shared/records/visit.ts'
import type { Schema } from '../../schema.ts'
import type { RelationshipTable } from '../../tables/relationship-table.ts'
import type { VisitTable } from '../../tables/visit-table.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'

type Visitor = Pick<
  VisitTable,
  'relationship_id' | 'customer_id' | 'audience' | 'actor_user_id' | 'actor_organisation_id'
>
type Told = Pick<VisitRecord, 'id' | 'from' | 'to' | 'services' | 'madeOffline'>

/**
 * One line a visit: what is less than its end away from others of this person goes on in them. The same told again changes
 * nothing. The caller holds the relationship.
 */
export async function saveVisit(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  visitor: Visitor,
  visit: Told,
): Promise<void> {
  const { trx } = unit
  const near = await trx
    .selectFrom('visit')
    .selectAll()
    .where('relationship_id', '=', visitor.relationship_id)
    .where('actor_user_id', '=', visitor.actor_user_id)
    .where('audience', '=', visitor.audience)
    .where(({ and, eb, or }) =>
      or([
        eb('id', '=', visit.id),
        and([eb('to_at', '>=', visit.from - visitEndsAfterMs), eb('from_at', '<=', visit.to + visitEndsAfterMs)]),
      ]),
    )
    .orderBy('from_at')
    .orderBy('id')
    .execute()
  const before = near.map(toldOf)
  const [first, ...others] = before.filter((each) => each.id === visit.id || isSameVisit(each, visit))
  const joined = { ...visit, ...before.reduce(joinVisits, visit), id: first?.id ?? visit.id }
  if (first && others.length === 0 && isEqual(first, joined)) return
  const row: VisitTable = {
    ...visitor,
    id: joined.id,
    organisation_id: visitor.customer_id,
    from_at: joined.from,
    to_at: joined.to,
    services: JSON.stringify(joined.services),
    made_offline: joined.madeOffline ? 1 : 0,
  }
  const gone = others.map(({ id }) => id)
  if (gone.length > 0) await trx.deleteFrom('visit').where('id', 'in', gone).execute()
  await trx
    .insertInto('visit')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        from_at: row.from_at,
        to_at: row.to_at,
        services: row.services,
        made_offline: row.made_offline,
      }),
    )
    .execute()
  for (const key of [row.id, ...gone]) {
    unit.publish({
      organisationId: row.actor_organisation_id,
      collection: visitKind.name,
      key,
      root: row.relationship_id,
    })
    if (row.audience === 'both')
      unit.publish({ organisationId: row.customer_id, collection: visitKind.name, key, root: row.customer_id })
  }
}

/** Since when a jointly managed customer has the account that its MSP has, ms: a conversion closed the MSP's own (DOC6). */
export async function findSharedSince(
  database: Kysely<Schema>,
  { id, account_document_id }: Pick<RelationshipTable, 'id' | 'account_document_id'>,
): Promise<number> {
  const before = await database
    .selectFrom('document')
    .select(({ fn }) => fn.max('closed_at').as('closed_at'))
    .where('relationship_id', '=', id)
    .where('kind', '=', 'account')
    .where('id', '!=', account_document_id)
    .executeTakeFirst()
  return Number(before?.closed_at ?? 0)
}

function toldOf(row: VisitTable): Told {
  const services = JSON.parse(row.services) as ServiceId[]
  return { id: row.id, from: row.from_at, to: row.to_at, services, madeOffline: row.made_offline === 1 }
}

function isEqual(left: Told, right: Told): boolean {
  return (
    left.from === right.from &&
    left.to === right.to &&
    left.madeOffline === right.madeOffline &&
    left.services.join() === right.services.join()
  )
}

export async function deleteOldVisits(database: Kysely<Schema>, before: number): Promise<void> {
  await database.deleteFrom('visit').where('to_at', '<', before).execute()
}
