/** What companies do without an MSP (C2): they sign up, which lasts until they have used their mail's link, and apply for services. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

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

export const serviceApplications = '2026-12-07-service-applications'

export async function addServiceApplications(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await db.schema.alterTable('service_record').addColumn('reason', 'text').execute()
  await addColumns(
    db.schema.createTable('service_application'),
    {
      id: 'text',
      organisation_id: 'text',
      service: 'text',
      reseller_contact: 'text',
      sales_representative: 'text',
      business_context: 'text',
      applied_by: 'text',
      applied_at: 'integer',
      state: 'text',
      decided_at: 'integer?',
      reason: 'text?',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('service_application_pk', ['id'])
    .addForeignKeyConstraint('service_application_organisation_id_fk', ['organisation_id'], 'organisation', ['id'])
    .execute()
  await db.schema
    .createIndex('service_application_state_applied_at')
    .on('service_application')
    .columns(['state', 'applied_at'])
    .execute()
}
