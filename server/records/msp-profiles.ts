import type { OrganisationId } from '#shared/domain/ids.ts'
import type { MspProfileRecord } from '#shared/domain/team/msp-profile.ts'
import { mspProfileKind } from '#shared/records/msp-profile.ts'
import { visibleMspProfiles } from '../database/reading/visible.ts'
import { mspProfileOf } from '../database/repository/msp-profile.ts'
import type { RecordSource } from './record-source.ts'

/** One a page: a picture goes along. */
export const mspProfiles: RecordSource<MspProfileRecord> = {
  kind: mspProfileKind,
  async *pages({ database, access }, after) {
    const rows = await visibleMspProfiles(database, access)
      .where('msp_profile.organisation_id', '>', after as OrganisationId)
      .orderBy('msp_profile.organisation_id')
      .execute()
    for (const row of rows) yield { records: [mspProfileOf(row)], last: row.organisation_id }
  },
  async read({ database, access }, ids) {
    const rows = await visibleMspProfiles(database, access)
      .where('msp_profile.organisation_id', 'in', ids as OrganisationId[])
      .execute()
    return rows.map(mspProfileOf)
  },
}
