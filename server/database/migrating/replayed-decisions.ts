/** What a journal knew and a restored database didn't: told to every node, whichever has that journal (SYNC3). */
import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'
import { addColumns, type DialectName } from './add-columns.ts'

export const replayedDecisions = '2026-12-02-replayed-decisions'

export async function addReplayedDecisions(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('replayed'),
    { subject: 'text', organisation_id: 'text', at: 'integer' },
    dialect,
  )
    .addPrimaryKeyConstraint('replayed_pk', ['subject'])
    .execute()
}
