/** What each person is told of, and how they want to hear it (M21). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const notifications = '2026-12-11-notifications'

export async function addNotifications(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('notification'),
    {
      id: 'text',
      organisation_id: 'text',
      user_id: 'text',
      event: 'text',
      relationship_id: 'text?',
      subject: 'text',
      at: 'integer',
      is_read: 'integer',
      read_stamp: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('notification_pk', ['id'])
    .execute()
  await db.schema.createIndex('notification_user_id').on('notification').columns(['user_id', 'id']).execute()
  await db.schema.createIndex('notification_relationship_id').on('notification').column('relationship_id').execute()
  await db.schema.createIndex('notification_at').on('notification').column('at').execute()
  await addColumns(
    db.schema.createTable('notification_preference'),
    {
      organisation_id: 'text',
      user_id: 'text',
      category: 'text',
      in_app: 'integer?',
      in_app_stamp: 'integer',
      mail: 'integer?',
      mail_stamp: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('notification_preference_pk', ['user_id', 'category'])
    .execute()
}
