import type { LicenceId } from '#shared/domain/ids.ts'
import type { LeftSeats, LicenceRecord } from '#shared/domain/licence/licence.ts'
import { licenceKind } from '#shared/records/licences/licence.ts'
import { relationshipsOf } from '../../database/reading/visible-devices.ts'
import { isBuyerManaging, usedOfShare, visibleLicences } from '../../database/reading/visible-licences.ts'
import type { LicenceTable } from '../../database/tables/licence-tables.ts'
import type { Reading, RecordSource } from '../record-source.ts'
import { pagesById } from '../paging/pages-by-id.ts'

/** The most that one licence names; the sums count all. */
const mostLeft = 200

async function build(reading: Reading, rows: readonly LicenceTable[]): Promise<LicenceRecord[]> {
  if (rows.length === 0) return []
  const relationshipOf = await relationshipsOf(reading.database, reading.access, rows)
  const countOf = await countSeats(
    reading,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    id: row.id,
    relationshipId: relationshipOf(row.organisation_id),
    ownerId: row.organisation_id,
    name: row.name,
    service: row.service,
    type: row.type,
    keyEnd: row.key_end,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    seats: row.seats,
    ...countOf(row.id),
    addedAt: row.added_at,
    version: row.version,
  }))
}

/** What becomes of seats after a delink is the customer's: from then on all of them are used. */
async function countSeats({ database, access }: Reading, ids: readonly LicenceId[]) {
  const shares = await database
    .selectFrom('licence_share')
    .innerJoin('licence', 'licence.id', 'licence_share.licence_id')
    .select(['licence_share.licence_id', 'licence_share.organisation_id', 'licence_share.seats'])
    .select(['licence_share.left_name', 'licence.organisation_id as buyer_id'])
    .select(() => [usedOfShare().as('used'), isBuyerManaging().as('is_managed')])
    .where('licence_share.licence_id', 'in', ids)
    .orderBy('licence_share.id')
    .execute()
  const byLicence = Map.groupBy(shares, ({ licence_id }) => licence_id)
  // As of its former customers themselves: who sees only some customers sees none of them.
  const namesLeft = access.organisationKind !== 'msp' || access.scope.kind === 'all'
  return (id: LicenceId) => {
    const counts = { assigned: 0, used: 0, left: [] as LeftSeats[] }
    for (const share of byLicence.get(id) ?? []) {
      const isThere = share.buyer_id === share.organisation_id || Number(share.is_managed) === 1
      counts.assigned += share.seats
      counts.used += isThere ? Number(share.used) : share.seats
      if (!isThere && namesLeft && counts.left.length < mostLeft)
        counts.left.push({ name: share.left_name ?? '', seats: share.seats })
    }
    return counts
  }
}

export const licences: RecordSource<LicenceRecord> = {
  kind: licenceKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleLicences(reading.database, reading.access).where('licence.id', '>', last as never)
      return build(reading, await behind.orderBy('licence.id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleLicences(reading.database, reading.access).where('licence.id', 'in', ids as never)
    return build(reading, await asked.execute())
  },
}
