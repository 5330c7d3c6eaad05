/** People who are invited and haven't registered, and when what was last decided about people, roles and groups (M20, C6, M3). */
import { sql, type Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export async function addInvitedPeople(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  for (const table of ['user', 'role', 'customer_group'] as const) {
    await db.schema
      .alterTable(table)
      .addColumn('version', 'integer', (added) => added.notNull().defaultTo(1))
      .execute()
    await db.schema.alterTable(table).addColumn('decided_at', 'bigint').execute()
  }
  await addColumns(
    db.schema.createTable('person_invitation'),
    {
      id: 'text',
      organisation_id: 'text',
      user_id: 'text',
      email: 'text',
      state: 'text',
      created_at: 'integer',
      sent_at: 'integer?',
      sent_count: 'integer',
      reminded_count: 'integer',
      reminded_at: 'integer?',
      expires_at: 'integer?',
      trouble_at: 'integer?',
      answered_at: 'integer?',
      locale: 'text',
      details: 'text',
      invited_by: 'text',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('person_invitation_pk', ['id'])
    .execute()
  await db.schema.createIndex('person_invitation_user_id').on('person_invitation').column('user_id').execute()
  // Several may hope for one address; only one can have an account with it.
  await db.schema.dropIndex('user_email').execute()
  await sql`create unique index user_account on "user" (email) where status in ('active', 'blocked')`.execute(db)
}
