import type { EnrolmentProfile } from '#shared/domain/device/enrolment-profile.ts'
import { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import { relationshipsOf, visibleProfiles } from '../../database/reading/visible-devices.ts'
import type { EnrolmentProfileTable } from '../../database/tables/device-tables.ts'
import type { Reading, RecordSource } from '../record-source.ts'
import { pagesById } from '../paging/pages-by-id.ts'

async function build(
  { database, access }: Reading,
  rows: readonly EnrolmentProfileTable[],
): Promise<EnrolmentProfile[]> {
  const relationshipOf = await relationshipsOf(database, access, rows)
  return rows.map(({ id, organisation_id: ownerId, name, app_url: appUrl, app_data: appData, version }) => ({
    id,
    relationshipId: relationshipOf(ownerId),
    ownerId,
    name,
    appUrl,
    appData,
    version,
  }))
}

export const enrolmentProfiles: RecordSource<EnrolmentProfile> = {
  kind: enrolmentProfileKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleProfiles(reading.database, reading.access).where('enrolment_profile.id', '>', last as never)
      return build(reading, await behind.orderBy('enrolment_profile.id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleProfiles(reading.database, reading.access).where('enrolment_profile.id', 'in', ids as never)
    return build(reading, await asked.execute())
  },
}
