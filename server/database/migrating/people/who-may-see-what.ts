/** Roles, groups and scopes (M20, C6, C7), whom an entry of the log is for, and an end to nodes that know none of these. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'
import { addColumns, type Columns, type DialectName } from '../add-columns.ts'
import { nodesMustKnow } from '../must-know.ts'

export const whoMaySeeWhat = '2026-11-29-who-may-see-what'

export async function addWhoMaySeeWhat(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await createAccessTables(db, dialect)
  await addAccessColumns(db)
  await lockOut(db)
  await nodesMustKnow(db, whoMaySeeWhat)
}

async function createAccessTables(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  const table = (name: string, primaryKey: string[], columns: Columns) =>
    addColumns(db.schema.createTable(name), columns, dialect)
      .addPrimaryKeyConstraint(`${name}_pk`, primaryKey)
      .execute()
  await table('role', ['id'], { id: 'text', organisation_id: 'text', name: 'text', permissions: 'text' })
  await table('customer_group', ['id'], { id: 'text', organisation_id: 'text', name: 'text' })
  await table('customer_group_member', ['customer_id', 'group_id'], {
    organisation_id: 'text',
    group_id: 'text',
    customer_id: 'text',
  })
  await table('scope_entry', ['user_id', 'subject_id', 'effect'], {
    organisation_id: 'text',
    user_id: 'text',
    effect: 'text',
    subject_id: 'text',
  })
  const indexes = [
    ['role', 'organisation_id'],
    ['customer_group', 'organisation_id'],
    ['customer_group_member', 'group_id'],
    ['scope_entry', 'subject_id'],
    ['user', 'role_id'],
  ] as const
  await db.schema.alterTable('user').addColumn('role_id', 'text').execute()
  for (const [on, column] of indexes) await db.schema.createIndex(`${on}_${column}`).on(on).column(column).execute()
}

async function addAccessColumns(db: Kysely<Schema>): Promise<void> {
  const add = (table: 'user' | 'change', column: string, type: 'text' | 'bigint', otherwise: string | number) =>
    db.schema
      .alterTable(table)
      .addColumn(column, type, (added) => added.notNull().defaultTo(otherwise))
      .execute()
  await add('user', 'scope', 'text', 'all')
  await add('user', 'whole_version', 'bigint', 0)
  await db.schema.alterTable('relationship').addColumn('admins_granted_at', 'bigint').execute()
  await add('change', 'audience', 'text', 'both')
  const ownFacts = db.selectFrom('document').select('id').where('kind', '=', 'msp-private')
  const fullyManaged = db.selectFrom('relationship').select('id').where('management_type', '=', 'fully')
  await db
    .updateTable('change')
    .set({ audience: 'msp' })
    .where(({ eb, or }) => or([eb('document_id', 'in', ownFacts), eb('relationship_id', 'in', fullyManaged)]))
    .execute()
}

/**
 * Nodes of the first release know no scopes and would show everybody everything. What they ask for at every start,
 * sign-in, page and transaction gets another name, so that each of these fails.
 */
async function lockOut(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('session').renameColumn('expires_at', 'valid_until').execute()
  await db.schema.alterTable('meta').renameTo('database_fact').execute()
}
