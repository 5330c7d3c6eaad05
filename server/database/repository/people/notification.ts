/** What people are told of (M21). Whoever changes one tells that person's devices, and nobody else. */
import type { Kysely } from 'kysely'
import type { RelationshipId, UserId } from '#shared/domain/ids.ts'
import { endingNotifications } from '#shared/domain/notification/notification-rules.ts'
import { notificationKind } from '#shared/records/notification.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Schema } from '../../schema.ts'
import type { NotificationTable } from '../../tables/notification-tables.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'

type Row = Pick<NotificationTable, 'id' | 'organisation_id' | 'user_id'>

export async function insertNotifications(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  rows: readonly NotificationTable[],
): Promise<void> {
  for (const some of inChunks(rows)) {
    await unit.trx
      .insertInto('notification')
      .values([...some])
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    for (const row of some) publish(unit, row)
  }
}

/** Of these events about a relationship: they have been answered. */
export async function deleteAnswered(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  relationshipId: RelationshipId,
  events: readonly string[],
): Promise<void> {
  if (events.length === 0) return
  const rows = await unit.trx
    .deleteFrom('notification')
    .where('relationship_id', '=', relationshipId)
    .where('event', 'in', events as NotificationTable['event'][])
    .returning(['id', 'organisation_id', 'user_id'])
    .execute()
  for (const row of rows) publish(unit, row)
}

/** Those of the person alone, and only where nothing later was set. */
export async function setRead(
  unit: Pick<UnitOfWork, 'trx' | 'publish'>,
  userId: UserId,
  { ids, isRead, stamp }: { ids: readonly string[]; isRead: boolean; stamp: number },
): Promise<void> {
  for (const some of inChunks([...new Set(ids)].toSorted())) {
    const rows = await unit.trx
      .updateTable('notification')
      .set({ is_read: isRead ? 1 : 0, read_stamp: stamp })
      .where('user_id', '=', userId)
      .where('id', 'in', [...some])
      .where('read_stamp', '<=', stamp)
      .returning(['id', 'organisation_id', 'user_id'])
      .execute()
    for (const row of rows) publish(unit, row)
  }
}

/** Those name the line that is left of what ended where their person sees such lines (M28): told anew once that is otherwise. */
export async function publishEndings(unit: Pick<UnitOfWork, 'trx' | 'publish'>, userId: UserId): Promise<void> {
  const rows = await unit.trx
    .selectFrom('notification')
    .select(['id', 'organisation_id', 'user_id'])
    .where('user_id', '=', userId)
    .where('event', 'in', endingNotifications as NotificationTable['event'][])
    .orderBy('id')
    .execute()
  if (rows.length > 0)
    publish(
      unit,
      rows[0]!,
      rows.map(({ id }) => id),
    )
}

/** Devices let go of them by themselves. */
export async function deleteOldNotifications(database: Kysely<Schema>, before: number): Promise<void> {
  await database.deleteFrom('notification').where('at', '<', before).execute()
}

function publish(
  unit: Pick<UnitOfWork, 'publish'>,
  { id, organisation_id, user_id }: Row,
  key: string | readonly string[] = id,
): void {
  unit.publish({
    organisationId: organisation_id,
    collection: notificationKind.name,
    key,
    root: '',
    userId: user_id,
  })
}
