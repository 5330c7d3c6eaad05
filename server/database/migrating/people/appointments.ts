/** Super admins whom an operator appoints (X4): of an organisation that nobody is in yet, or whose super admins can't get in. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const appointments = '2026-12-01-appointments'

export async function addAppointments(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('appointment'),
    {
      id: 'text',
      organisation_id: 'text',
      email: 'text',
      first_name: 'text',
      last_name: 'text',
      locale: 'text',
      state: 'text',
      made_at: 'integer',
      due_at: 'integer',
      ended_at: 'integer?',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('appointment_pk', ['id'])
    .execute()
  await db.schema.createIndex('appointment_organisation_id').on('appointment').column('organisation_id').execute()
}
