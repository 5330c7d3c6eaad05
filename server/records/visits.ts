import type { ServiceId } from '#shared/domain/service.ts'
import type { VisitRecord } from '#shared/domain/visit/visit.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { visitKind } from '#shared/records/visit.ts'
import { buildActors } from '../database/reading/build-records.ts'
import { findFormerlyVisible, visibleVisits } from '../database/reading/visible.ts'
import type { VisitTable } from '../database/tables/visit-table.ts'
import type { Reading, RecordSource } from './record-source.ts'

async function build({ database, access }: Reading, rows: readonly VisitTable[]): Promise<VisitRecord[]> {
  const actors = await buildActors(database, access, rows)
  return rows.map((row, place) => ({
    id: row.id,
    relationshipId: row.relationship_id,
    actor: actors[place]!,
    from: row.from_at,
    to: row.to_at,
    services: JSON.parse(row.services) as ServiceId[],
    madeOffline: row.made_offline === 1,
  }))
}

export const visits: RecordSource<VisitRecord> = {
  kind: visitKind,
  async *pages(reading, after) {
    const size = Math.min(wireLimits.pageSize, reading.most)
    for (let last = after, more = true; more;) {
      const rows = await visibleVisits(reading.database, reading.access)
        .where('visit.id', '>', last)
        .orderBy('visit.id')
        .limit(size)
        .execute()
      more = rows.length === size
      if (rows.length === 0) return
      last = rows.at(-1)!.id
      yield { records: await build(reading, rows), last }
    }
  },
  async read(reading, ids) {
    if (ids.length === 0) return []
    return build(reading, await visibleVisits(reading.database, reading.access).where('visit.id', 'in', ids).execute())
  },
  mayHaveHad: ({ database, access }, ids) => findFormerlyVisible(database, access, 'visit', ids),
}
