/** Who hears where a customer's devices are. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const locationRecipients = '2026-12-22-location-recipients'

export async function addLocationRecipients(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('location_recipients'),
    {
      organisation_id: 'text',
      all_admins: 'integer?',
      all_admins_stamp: 'integer',
      group_managers: 'integer?',
      group_managers_stamp: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('location_recipients_pk', ['organisation_id'] as never)
    .execute()
}
