/** Customers' services as their own (C10). What an MSP manages, or did, is theirs already, through whoever managed it first. */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { ServiceId } from '#shared/domain/service.ts'
import { inChunks } from '../../in-chunks.ts'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const serviceRecords = '2026-12-02-service-records'
export const supportTickets = '2026-12-10-support-tickets'

export async function addServiceRecords(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('service_record'),
    { id: 'text', organisation_id: 'text', service: 'text', status: 'text', since: 'integer', through_id: 'text?' },
    dialect,
  )
    .addPrimaryKeyConstraint('service_record_pk', ['id'])
    .addForeignKeyConstraint('service_record_organisation_id_fk', ['organisation_id'], 'organisation', ['id'])
    .execute()
  await db.schema
    .createIndex('service_record_organisation_id_service')
    .on('service_record')
    .columns(['organisation_id', 'service'])
    .unique()
    .execute()
  const relationships = await db
    .selectFrom('relationship')
    .select(['customer_id', 'msp_id', 'services', 'added_at'])
    .where('status', 'not in', ['pending', 'rejected'])
    .orderBy('added_at')
    .orderBy('id')
    .execute()
  const records = relationships.flatMap(({ customer_id, msp_id, services, added_at }) =>
    (JSON.parse(services) as ServiceId[]).map((service) => ({
      id: randomBytes(16).toString('base64url'),
      organisation_id: customer_id,
      service,
      status: 'active' as const,
      since: added_at,
      through_id: msp_id,
    })),
  )
  for (const rows of inChunks(records))
    await db
      .insertInto('service_record')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['organisation_id', 'service']).doNothing())
      .execute()
}

/** What MSPs' people ask the operator about a customer's service (M15). */
export async function addSupportTickets(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('support_ticket'),
    {
      id: 'text',
      organisation_id: 'text',
      relationship_id: 'text',
      customer_id: 'text',
      service: 'text',
      body: 'text',
      opened_by: 'text',
      opened_at: 'integer',
      state: 'text',
      answer: 'text?',
      answered_at: 'integer?',
      closed_at: 'integer?',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('support_ticket_pk', ['id'])
    .execute()
  for (const columns of [['relationship_id'], ['state', 'opened_at']])
    await db.schema
      .createIndex(`support_ticket_${columns.join('_')}`)
      .on('support_ticket')
      .columns(columns)
      .execute()
}
