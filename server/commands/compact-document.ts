/**
 * A document that was edited for years holds a piece for every value it ever had. Compacted, it holds its values alone, under
 * the same id and on with the count of its edits (DOC9). Devices get it whole; what waits on it as it was is made again there.
 */
import type { DocumentValues } from '#shared/document/document-values.ts'
import { shapeOf } from '#shared/document/document-shape.ts'
import { freshState } from '#shared/document/settle-fields.ts'
import { closeWriters, insertFormerState } from '../database/repository/document.ts'
import type { RelationshipTable } from '../database/tables/relationship-table.ts'
import type { DocumentTable } from '../database/tables/document-tables.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'
import { readersOf } from './record-change.ts'

/** The caller holds the row, has saved its writers, and saves what it gets. */
export async function compactDocument(
  unit: UnitOfWork,
  row: DocumentTable,
  values: DocumentValues,
  relationship: RelationshipTable | null,
): Promise<DocumentTable> {
  const { id, seq, state, organisation_id } = row
  await insertFormerState(unit.trx, { document_id: id, organisation_id, seq, state })
  await closeWriters(unit.trx, id)
  for (const organisationId of readersOf(row, relationship))
    unit.publish({ organisationId, collection: 'document', key: id })
  const clientId = unit.ids.clientId()
  return {
    ...row,
    state: freshState(shapeOf(row.kind), clientId, values),
    seq: seq + 1,
    server_client_id: clientId,
    modified_at: unit.now,
  }
}
