import type { Kysely } from 'kysely'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { SavedView } from '#shared/domain/personal/saved-view.ts'
import { savedViewKind } from '#shared/records/personal/saved-view.ts'
import type { Schema } from '../../schema.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'

type Unit = Pick<UnitOfWork, 'trx' | 'publish'>
interface Person {
  userId: UserId
  organisationId: OrganisationId
}

/** In order of id: there are few. */
export async function listViews(database: Kysely<Schema>, userId: UserId): Promise<SavedView[]> {
  return database
    .selectFrom('saved_view')
    .select(['id', 'name', 'query'])
    .where('user_id', '=', userId)
    .where('removed', '=', 0)
    .orderBy('id')
    .execute()
}

/** How many there are beside this one. */
export async function countViews(database: Kysely<Schema>, userId: UserId, but: string): Promise<number> {
  return (await listViews(database, userId)).filter(({ id }) => id !== but).length
}

/** Unless something later was set. */
export async function saveView(
  unit: Unit,
  person: Person,
  { id, name, query, stamp }: SavedView & { stamp: number },
): Promise<void> {
  await save(unit, person, { id, name, query, removed: 0, stamp })
}

export async function removeView(
  unit: Unit,
  person: Person,
  { id, stamp }: { id: string; stamp: number },
): Promise<void> {
  await save(unit, person, { id, name: '', query: '', removed: 1, stamp })
}

async function save(
  unit: Unit,
  { userId, organisationId }: Person,
  { id, ...said }: SavedView & { removed: number; stamp: number },
): Promise<void> {
  await unit.trx
    .insertInto('saved_view')
    .values({ organisation_id: organisationId, user_id: userId, id, ...said })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'id']).doUpdateSet(said).where('saved_view.stamp', '<=', said.stamp),
    )
    .execute()
  unit.publish({ organisationId, collection: savedViewKind.name, key: id, root: '', userId })
}
