import type { Kysely } from 'kysely'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import { everything, type CustomerMark } from '#shared/domain/personal/customer-mark.ts'
import { customerMarkKind } from '#shared/records/personal/customer-mark.ts'
import type { Schema } from '../../schema.ts'
import type { CustomerMarkTable } from '../../tables/personal-tables.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'

type Unit = Pick<UnitOfWork, 'trx' | 'publish'>
interface Person {
  userId: UserId
  organisationId: OrganisationId
}

/** In order of subject. */
export async function listMarks(
  database: Kysely<Schema>,
  { userId }: Person,
  { after, limit }: { after: string; limit: number },
): Promise<CustomerMark[]> {
  const rows = await database
    .selectFrom('customer_mark')
    .selectAll()
    .where('user_id', '=', userId)
    .where('subject', '>', after)
    .orderBy('subject')
    .limit(limit)
    .execute()
  return rows.map(build)
}

export async function findMarks(
  database: Kysely<Schema>,
  { userId }: Person,
  ids: readonly string[],
): Promise<CustomerMark[]> {
  const rows = await database
    .selectFrom('customer_mark')
    .selectAll()
    .where('user_id', '=', userId)
    .where('subject', 'in', ids)
    .execute()
  return rows.map(build)
}

function build({ subject, seen_at, favourite }: CustomerMarkTable): CustomerMark {
  return { id: subject, seenAt: seen_at, isFavourite: favourite === 1 }
}

/** Whoever joins an MSP needn't look at what was before. */
export async function markAsNew(
  unit: Pick<UnitOfWork, 'trx' | 'now'>,
  { id, organisation_id }: { id: UserId; organisation_id: OrganisationId },
): Promise<void> {
  await unit.trx
    .insertInto('customer_mark')
    .values({
      ...{ organisation_id, user_id: id, subject: everything, seen_at: unit.now },
      ...{ favourite: 0, favourite_stamp: 0 },
    })
    .onConflict((conflict) => conflict.columns(['user_id', 'subject']).doNothing())
    .execute()
}

/** It only rises. */
export async function saveSeen(
  unit: Unit,
  { userId, organisationId }: Person,
  { subject, seenAt }: { subject: string; seenAt: number },
): Promise<void> {
  await unit.trx
    .insertInto('customer_mark')
    .values({
      organisation_id: organisationId,
      user_id: userId,
      subject,
      seen_at: seenAt,
      favourite: 0,
      favourite_stamp: 0,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'subject'])
        .doUpdateSet({ seen_at: seenAt })
        .where('customer_mark.seen_at', '<', seenAt),
    )
    .execute()
  publish(unit, { userId, organisationId }, subject)
}

/** Unless something later was set. */
export async function saveFavourite(
  unit: Unit,
  { userId, organisationId }: Person,
  { subject, isFavourite, stamp }: { subject: string; isFavourite: boolean; stamp: number },
): Promise<void> {
  const said = { favourite: isFavourite ? 1 : 0, favourite_stamp: stamp }
  await unit.trx
    .insertInto('customer_mark')
    .values({ organisation_id: organisationId, user_id: userId, subject, seen_at: 0, ...said })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'subject']).doUpdateSet(said).where('customer_mark.favourite_stamp', '<=', stamp),
    )
    .execute()
  publish(unit, { userId, organisationId }, subject)
}

function publish(unit: Unit, { userId, organisationId }: Person, key: string): void {
  unit.publish({ organisationId, collection: customerMarkKind.name, key, root: '', userId })
}
