/** That personal data of a customer were erased, and on whose request (M25). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const erasures = '2026-12-13-erasures'

export async function addErasures(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('erasure'),
    { id: 'text', organisation_id: 'text', asked_by: 'text', at: 'integer', kinds: 'text' },
    dialect,
  )
    .addPrimaryKeyConstraint('erasure_pk', ['id'])
    .execute()
  await db.schema.createIndex('erasure_organisation_id').on('erasure').column('organisation_id').execute()
}
