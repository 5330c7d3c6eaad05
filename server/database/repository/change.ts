/** The change log (DOC4). Rows are only ever added; what a reader may see of them is decided at reading. */
import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { ActivityDetail, DecisionEvent } from '#shared/domain/facts/activity-entry.ts'
import type { DocumentId } from '#shared/domain/ids.ts'
import { builtOnce } from '../built-once.ts'
import { inChunks, inRoundChunks } from '../in-chunks.ts'
import type { ChangeTable, Schema } from '../schema.ts'

export interface NewChange extends Omit<ChangeTable, 'detail'> {
  detail: ActivityDetail | { type: 'decision'; event: DecisionEvent }
}

/** Of the changes a user may see, those that these entries of a feed brought with a document's update. */
export async function findChangesOf<Row>(
  visible: SelectQueryBuilder<Schema, 'change', Row>,
  entries: readonly { key: string; seq: number }[],
): Promise<Row[]> {
  const found: Row[] = []
  for (const chunk of inChunks(entries.filter(({ seq }) => seq > 0))) {
    const rows = await visible
      .where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('change.document_id', 'change.seq'),
          'in',
          chunk.map(({ key, seq }) => tuple(key as DocumentId, seq)),
        ),
      )
      .execute()
    found.push(...rows)
  }
  return found
}

const insertRows = builtOnce((database, { rows }: { rows: ChangeTable[] }) =>
  database.insertInto('change').values(rows),
)

export async function insertChanges(database: Kysely<Schema>, changes: readonly NewChange[]): Promise<void> {
  for (const rows of inRoundChunks(changes))
    await insertRows(database, {
      rows: rows.map((change) => ({ ...change, detail: JSON.stringify(change.detail) })),
    })
}
