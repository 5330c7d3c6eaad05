/** A customer's groups of devices, who manages them, and what of a device an assignment changed. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type Columns, type DialectName } from '../add-columns.ts'

export const deviceGroups = '2026-12-18-device-groups'

export async function addDeviceGroups(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  const table = (name: string, primaryKey: string[], columns: Columns) =>
    addColumns(db.schema.createTable(name), columns, dialect)
      .addPrimaryKeyConstraint(`${name}_pk`, primaryKey as never)
      .execute()
  await table('device_group', ['id'], { id: 'text', organisation_id: 'text', name: 'text', version: 'integer' })
  await table('device_group_manager', ['group_id', 'user_id'], {
    organisation_id: 'text',
    group_id: 'text',
    user_id: 'text',
  })
  await db.schema.createIndex('device_group_organisation').on('device_group').column('organisation_id').execute()
  await db.schema.alterTable('device').addColumn('group_id', 'text').execute()
  await db.schema
    .alterTable('device')
    .addColumn('group_stamp', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema.createIndex('device_group_id').on('device').column('group_id').execute()
  await db.schema
    .alterTable('assignment')
    .addColumn('sets', 'text', (column) => column.notNull().defaultTo('profile'))
    .execute()
}
