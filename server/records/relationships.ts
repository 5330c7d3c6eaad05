import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { inChunks } from '../database/in-chunks.ts'
import { buildRelationships } from '../database/reading/build-records.ts'
import { findFormerlyVisible, findVisibleRelationships } from '../database/reading/visible.ts'
import type { Reading, RecordSource } from './record-source.ts'

async function read({ database, access }: Reading, ids: readonly string[]): Promise<RelationshipRecord[]> {
  if (ids.length === 0) return []
  const rows = await findVisibleRelationships(database, access, ids as RelationshipId[])
  return buildRelationships(database, access, rows)
}

export const relationships: RecordSource<RelationshipRecord> = {
  kind: relationshipKind,
  async *pages(reading, after) {
    const behind = reading.ids.relationshipIds.filter((id) => id > after)
    for (const slice of inChunks(behind, Math.min(wireLimits.pageSize, reading.most)))
      yield { records: await read(reading, slice), last: slice.at(-1)! }
  },
  read,
  mayHaveHad: ({ database, access }, ids) => findFormerlyVisible(database, access, 'relationship', ids),
}
