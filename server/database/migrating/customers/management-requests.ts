/** What MSPs looked up and asked of customers that have an account (M9, M10). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const managementRequests = '2026-12-03-management-requests'

export async function addManagementRequests(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await db.schema.alterTable('relationship').addColumn('requested_at', 'bigint').execute()
  await db.schema.alterTable('relationship').addColumn('request_asked_at', 'bigint').execute()
  await db.schema.alterTable('relationship').addColumn('looked_up', 'text').execute()
  await addColumns(
    db.schema.createTable('look_up'),
    { organisation_id: 'text', customer_id: 'text', shown: 'text', at: 'integer' },
    dialect,
  )
    .addPrimaryKeyConstraint('look_up_pk', ['organisation_id', 'customer_id'])
    .execute()
  await db.schema.createIndex('look_up_at').on('look_up').columns(['at']).execute()
}
