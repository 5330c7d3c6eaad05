/** Documents that go on with their values alone: how they ended before, and who wrote in them then (DOC9). */
import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'
import { addColumns, type DialectName } from './add-columns.ts'

export const compactedDocuments = '2026-12-21-compacted-documents'

export async function addCompactedDocuments(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('former_document_state'),
    { document_id: 'text', organisation_id: 'text', seq: 'integer', state: 'bytes' },
    dialect,
  )
    .addPrimaryKeyConstraint('former_document_state_pk', ['document_id', 'seq'])
    .execute()
  await db.schema
    .alterTable('document_writer')
    .addColumn('is_former', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
