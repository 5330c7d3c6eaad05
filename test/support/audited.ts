import type { Kysely } from 'kysely'
import type { AuditEvent } from '#shared/domain/audit-entry.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { Schema } from '../../server/database/schema.ts'

/** What the audit log tells of this person, in order of name. */
export async function auditedOf(database: Kysely<Schema>, userId: UserId): Promise<AuditEvent[]> {
  const entries = await database.selectFrom('audit_entry').select('event').where('user_id', '=', userId).execute()
  return entries.map(({ event }) => event as AuditEvent).toSorted()
}
