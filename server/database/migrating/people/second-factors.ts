/** Second factors (X2): people's own, and whether an organisation asks for one. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'

export const secondFactors = '2026-11-30-second-factors'

export async function addSecondFactors(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('second_factor'),
    {
      user_id: 'text',
      organisation_id: 'text',
      secret: 'text',
      created_at: 'integer',
      confirmed_at: 'integer?',
      last_step: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('second_factor_pk', ['user_id'])
    .execute()
  await addColumns(
    db.schema.createTable('recovery_code'),
    { user_id: 'text', organisation_id: 'text', code_hash: 'text', used_at: 'integer?' },
    dialect,
  )
    .addPrimaryKeyConstraint('recovery_code_pk', ['user_id', 'code_hash'])
    .execute()
  await db.schema.alterTable('organisation').addColumn('second_factor_required_at', 'bigint').execute()
}
