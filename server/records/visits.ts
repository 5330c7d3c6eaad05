import type { ServiceId } from '#shared/domain/service.ts'
import type { VisitRecord } from '#shared/domain/visit/visit.ts'
import { visitKind } from '#shared/records/visit.ts'
import { buildActors } from '../database/reading/build-records.ts'
import { findFormerlyVisible, visibleVisits } from '../database/reading/visible.ts'
import type { VisitTable } from '../database/tables/visit-table.ts'
import { pagesById } from './paging/pages-by-id.ts'
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
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleVisits(reading.database, reading.access).where('visit.id', '>', last)
      return build(reading, await behind.orderBy('visit.id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    return build(reading, await visibleVisits(reading.database, reading.access).where('visit.id', 'in', ids).execute())
  },
  mayHaveHad: ({ database, access }, ids) => findFormerlyVisible(database, access, 'visit', ids),
}
