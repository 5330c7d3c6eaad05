import type { BoughtBy, LicenceShareRecord } from '#shared/domain/licence/licence.ts'
import { licenceShareKind } from '#shared/records/licences/licence-share.ts'
import { relationshipsOf } from '../../database/reading/visible-devices.ts'
import { visibleShares } from '../../database/reading/visible-licences.ts'
import type { Reading, RecordSource } from '../record-source.ts'
import { pagesById } from '../paging/pages-by-id.ts'

type Row = Awaited<ReturnType<ReturnType<typeof visibleShares>['execute']>>[number]

async function build({ database, access }: Reading, rows: readonly Row[]): Promise<LicenceShareRecord[]> {
  const relationshipOf = await relationshipsOf(database, access, rows)
  return rows.map((row) => {
    const boughtBy = buyerOf(row)
    // Which MSP a customer had before is nothing to the one that it has now.
    const mayName = access.organisationKind === 'customer' || row.buyer_id === access.organisationId
    return {
      id: row.id,
      relationshipId: relationshipOf(row.organisation_id),
      customerId: row.organisation_id,
      licenceId: row.licence_id,
      boughtBy,
      mspName: boughtBy !== 'customer' && mayName ? row.buyer_name : '',
      name: row.name,
      service: row.service,
      type: row.type,
      keyEnd: row.key_end,
      startsOn: row.starts_on,
      endsOn: row.ends_on,
      seats: row.seats,
      used: Number(row.used),
      version: row.version,
    }
  })
}

function buyerOf({ buyer_id, organisation_id, is_managed }: Row): BoughtBy {
  if (buyer_id === organisation_id) return 'customer'
  return Number(is_managed) === 1 ? 'msp' : 'former-msp'
}

export const licenceShares: RecordSource<LicenceShareRecord> = {
  kind: licenceShareKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleShares(reading.database, reading.access).where('licence_share.id', '>', last as never)
      return build(reading, await behind.orderBy('licence_share.id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleShares(reading.database, reading.access).where('licence_share.id', 'in', ids as never)
    return build(reading, await asked.execute())
  },
}
