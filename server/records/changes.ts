import { changeLogOnDeviceMs, type ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { ChangeId, RelationshipId } from '#shared/domain/ids.ts'
import { changeKind } from '#shared/records/change.ts'
import { inChunks } from '../database/in-chunks.ts'
import { buildChanges } from '../database/reading/build-records.ts'
import { findFormerlyVisible, visibleChanges } from '../database/reading/visible.ts'
import type { ChangeTable } from '../database/schema.ts'
import type { RecordSource, SnapshotReading } from './record-source.ts'

/** A customer's devices read the log of one account; an MSP's so many relationships' at once. */
const relationshipsPerLogRead = 256
const changesPerPage = 4096

/** In order of relationship and id. */
export const changes: RecordSource<ChangeRecord> = {
  kind: changeKind,
  async *pages(reading, after) {
    const { database, access, most } = reading
    for await (const rows of logReads(reading, after)) {
      const behind = rows
        .map((row) => ({ row, key: keyOf(row) }))
        .filter(({ key }) => key > after)
        .toSorted((left, right) => (left.key < right.key ? -1 : 1))
      for (const slice of inChunks(behind, Math.min(changesPerPage, most))) {
        const records = await buildChanges(
          database,
          access,
          slice.map(({ row }) => row),
        )
        yield { records, last: slice.at(-1)!.key }
      }
    }
  },
  async read({ database, access }, ids) {
    if (ids.length === 0) return []
    const rows = await visibleChanges(database, access)
      .where('change.id', 'in', ids as ChangeId[])
      .execute()
    return buildChanges(database, access, rows)
  },
  mayHaveHad: ({ database, access }, ids) => findFormerlyVisible(database, access, 'change', ids),
}

function keyOf({ relationship_id, id }: Pick<ChangeTable, 'relationship_id' | 'id'>): string {
  return `${relationship_id ?? ''} ${id}`
}

async function* logReads(
  { database, access, ids, now }: SnapshotReading,
  after: string,
): AsyncGenerator<ChangeTable[]> {
  const recent = visibleChanges(database, access).where('change.received_at', '>=', now - changeLogOnDeviceMs)
  if (access.organisationKind === 'customer') return yield await recent.execute()
  const from = after.slice(0, after.indexOf(' ')) as RelationshipId
  const behind = ids.relationshipIds.filter((id) => id >= from)
  for (const slice of inChunks(behind, relationshipsPerLogRead))
    yield await recent.where('change.relationship_id', 'in', slice).execute()
}
