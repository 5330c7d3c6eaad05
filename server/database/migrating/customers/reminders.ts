/** How often somebody was reminded of an invitation or a delink, and when. */
import type { Kysely } from 'kysely'
import type { Schema } from '../../schema.ts'

export const reminders = '2026-11-28-reminders'

export async function addReminders(db: Kysely<Schema>): Promise<void> {
  const counted = (table: 'invitation' | 'relationship', column: string) =>
    db.schema
      .alterTable(table)
      .addColumn(column, 'integer', (added) => added.notNull().defaultTo(0))
      .execute()
  await counted('invitation', 'reminded_count')
  await counted('relationship', 'delink_reminded_count')
  await db.schema.alterTable('invitation').addColumn('reminded_at', 'bigint').execute()
}
