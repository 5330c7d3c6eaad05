/** The change log (DOC4). Rows are only ever added; what a reader may see of them is decided at reading. */
import type { Kysely } from 'kysely'
import type { ActivityDetail, DecisionEvent } from '#shared/domain/facts/activity-entry.ts'
import { inChunks } from '../in-chunks.ts'
import type { ChangeTable, Schema } from '../schema.ts'

export interface NewChange extends Omit<ChangeTable, 'detail'> {
  detail: ActivityDetail | { type: 'decision'; event: DecisionEvent }
}

export async function insertChanges(database: Kysely<Schema>, changes: readonly NewChange[]): Promise<void> {
  for (const rows of inChunks(changes)) {
    await database
      .insertInto('change')
      .values(rows.map((change) => ({ ...change, detail: JSON.stringify(change.detail) })))
      .execute()
  }
}
