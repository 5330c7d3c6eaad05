/** When a customer last decided what its MSP may do with its admins, whom an MSP made there (C7), and whom of them it looks over since that MSP has gone (M17). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'

export const grantedAdmins = '2026-12-01-granted-admins'

export async function addGrantedAdmins(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('relationship').addColumn('admins_decided_at', 'bigint').execute()
  await db.schema.alterTable('user').addColumn('made_by', 'text').execute()
}

export const peopleToReview = '2026-12-09-people-to-review'

export async function addPeopleToReview(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('user').addColumn('review_since', 'bigint').execute()
}
