/** When somebody last showed that it is still they (step-up), and which address a link changes theirs to (X8). */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'

export const howPeopleSignIn = '2026-11-30-people-sign-in'

export async function addHowPeopleSignIn(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('session').addColumn('proved_at', 'bigint').execute()
  await db.schema.alterTable('link').addColumn('address', 'text').execute()
}
