/** Companies that sign up by themselves (C2), until they have used their mail's link. */
import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'
import { addColumns, type DialectName } from './add-columns.ts'

export const signUps = '2026-12-04-sign-ups'

export async function addSignUps(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('sign_up'),
    {
      id: 'text',
      email: 'text',
      first_name: 'text',
      last_name: 'text',
      company_name: 'text',
      country: 'text',
      locale: 'text',
      made_at: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('sign_up_pk', ['id'])
    .execute()
  await db.schema.createIndex('sign_up_made_at').on('sign_up').column('made_at').execute()
}
