/** Devices are told what assignments did: they are found by whose devices they were about. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'

export const assignmentsByOwner = '2026-12-20-assignments-by-owner'

export async function indexAssignmentsByOwner(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createIndex('assignment_organisation')
    .on('assignment')
    .columns(['organisation_id', 'change_id'])
    .execute()
}
