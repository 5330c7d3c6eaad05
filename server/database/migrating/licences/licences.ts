/** Licences, and whose their seats are (M22). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const licences = '2026-12-17-licences'

export async function addLicences(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('licence'),
    {
      id: 'text',
      organisation_id: 'text',
      name: 'text',
      service: 'text',
      type: 'text',
      key_sealed: 'text',
      key_mark: 'text',
      key_end: 'text',
      seats: 'integer',
      starts_on: 'text',
      ends_on: 'text',
      added_at: 'integer',
      version: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('licence_pk', ['id'])
    .execute()
  await addColumns(
    db.schema.createTable('licence_share'),
    {
      id: 'text',
      organisation_id: 'text',
      licence_id: 'text',
      service: 'text',
      seats: 'integer',
      left_name: 'text?',
      version: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('licence_share_pk', ['id'])
    .execute()
  await db.schema.alterTable('device').addColumn('licence_share_id', 'text').execute()
  await db.schema.createIndex('licence_key').unique().on('licence').columns(['organisation_id', 'key_mark']).execute()
  await db.schema
    .createIndex('licence_share_of')
    .unique()
    .on('licence_share')
    .columns(['licence_id', 'organisation_id', 'service'])
    .execute()
  await db.schema.createIndex('licence_share_organisation_id').on('licence_share').column('organisation_id').execute()
  await db.schema.createIndex('device_licence_share_id').on('device').column('licence_share_id').execute()
}
