/** Customers that an operator gives back to their people, where the MSP that manages them alone answers no more (C8). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const customerReleases = '2026-12-08-customer-releases'

export async function addCustomerReleases(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('customer_release'),
    {
      id: 'text',
      relationship_id: 'text',
      msp_id: 'text',
      customer_id: 'text',
      state: 'text',
      made_at: 'integer',
      due_at: 'integer',
      ended_at: 'integer?',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('customer_release_pk', ['id'])
    .execute()
  await db.schema.createIndex('customer_release_state').on('customer_release').columns(['state', 'due_at']).execute()
}
