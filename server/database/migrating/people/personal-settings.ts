/** What people have seen, their favourites and their views (H4, M2). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { inChunks } from '../../in-chunks.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const personalSettings = '2026-12-16-personal-settings'

export async function addPersonalSettings(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('customer_mark'),
    {
      organisation_id: 'text',
      user_id: 'text',
      subject: 'text',
      seen_at: 'integer',
      favourite: 'integer',
      favourite_stamp: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('customer_mark_pk', ['user_id', 'subject'])
    .execute()
  await addColumns(
    db.schema.createTable('saved_view'),
    {
      organisation_id: 'text',
      user_id: 'text',
      id: 'text',
      name: 'text',
      query: 'text',
      removed: 'integer',
      stamp: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('saved_view_pk', ['user_id', 'id'])
    .execute()
  // Whoever is here has seen what was until now: nobody finds all of their customers marked as changed.
  const { newest } = await db
    .selectFrom('change')
    .select(({ fn }) => fn.max('received_at').as('newest'))
    .executeTakeFirstOrThrow()
  const people = await db
    .selectFrom('user')
    .innerJoin('organisation', 'organisation.id', 'user.organisation_id')
    .where('organisation.kind', '=', 'msp')
    .select(['user.organisation_id', 'user.id as user_id'])
    .execute()
  const unmarked = { subject: 'all', favourite: 0, favourite_stamp: 0 }
  for (const some of inChunks(people.map((person) => ({ ...person, ...unmarked, seen_at: Number(newest ?? 0) }))))
    await db.insertInto('customer_mark').values(some).execute()
}
