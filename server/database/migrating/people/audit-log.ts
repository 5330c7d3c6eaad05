/** The audit log of each organisation: who signed in, from where, and what became of passwords, factors and sessions. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const auditLog = '2026-11-30-the-audit-log'

export async function addAuditLog(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('audit_entry'),
    { id: 'text', organisation_id: 'text', at: 'integer', event: 'text', user_id: 'text', detail: 'text' },
    dialect,
  )
    .addPrimaryKeyConstraint('audit_entry_pk', ['id'])
    .execute()
  await db.schema
    .createIndex('audit_entry_organisation_id_at')
    .on('audit_entry')
    .columns(['organisation_id', 'at', 'id'])
    .execute()
}
