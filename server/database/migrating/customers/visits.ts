/** When people of MSPs were in customers' accounts (H7). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const visits = '2026-12-14-visits'

export async function addVisits(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('visit'),
    {
      id: 'text',
      organisation_id: 'text',
      relationship_id: 'text',
      customer_id: 'text',
      audience: 'text',
      actor_user_id: 'text',
      actor_organisation_id: 'text',
      from_at: 'integer',
      to_at: 'integer',
      services: 'text',
      made_offline: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('visit_pk', ['id'])
    .execute()
  for (const columns of [
    ['relationship_id', 'actor_user_id', 'to_at'],
    ['actor_organisation_id', 'id'],
    ['customer_id', 'id'],
    ['to_at'],
  ])
    await db.schema
      .createIndex(`visit_${columns.join('_')}`)
      .on('visit')
      .columns(columns)
      .execute()
}
