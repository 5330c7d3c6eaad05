import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Party, ResellerLinkRecord } from '#shared/domain/reseller/reseller-link.ts'
import { resellerLinkKind } from '#shared/records/devices/reseller-link.ts'
import { locationsOf, managersOf, type Manager } from '../../database/reading/parties.ts'
import { relationshipsOf, visibleResellerLinks } from '../../database/reading/visible-devices.ts'
import type { Reading, RecordSource } from '../record-source.ts'
import { pagesById } from '../paging/pages-by-id.ts'

type Row = Awaited<ReturnType<ReturnType<typeof visibleResellerLinks>['execute']>>[number]

async function build({ database, access }: Reading, rows: readonly Row[]): Promise<ResellerLinkRecord[]> {
  if (rows.length === 0) return []
  const relationshipOf = await relationshipsOf(database, access, rows)
  const parties = rows.map(({ organisation_id }) => organisation_id)
  const isReseller = access.organisationKind === 'reseller'
  const managers = isReseller ? await managersOf(database, parties) : new Map<OrganisationId, Manager>()
  const locations = isReseller ? await locationsOf(database, parties) : new Map<OrganisationId, string>()
  return rows.map((row) => ({
    id: row.id,
    relationshipId: relationshipOf(row.organisation_id),
    resellerId: row.reseller_id,
    resellerName: row.reseller_name,
    party: { id: row.organisation_id, kind: row.party_kind as Party['kind'], name: row.party_name },
    managedBy: managers.get(row.organisation_id) ?? null,
    location: locations.get(row.organisation_id) ?? '',
    reference: isReseller ? row.reference : '',
    trust: row.trust,
    trustedAt: row.trusted_at,
    autoApprove: !isReseller && row.auto_approve === 1,
    defaultProfileId: isReseller ? null : row.default_profile_id,
    uploads: row.uploads,
    devices: row.devices,
    lastUploadedAt: row.last_uploaded_at,
    addedAt: isReseller ? (row.listed_at ?? row.added_at) : row.added_at,
    version: row.version,
  }))
}

export const resellerLinks: RecordSource<ResellerLinkRecord> = {
  kind: resellerLinkKind,
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleResellerLinks(reading.database, reading.access).where(
        'reseller_link.id',
        '>',
        last as never,
      )
      return build(reading, await behind.orderBy('reseller_link.id').limit(most).execute())
    }),
  async read(reading, ids) {
    if (ids.length === 0) return []
    const asked = visibleResellerLinks(reading.database, reading.access).where('reseller_link.id', 'in', ids as never)
    return build(reading, await asked.execute())
  },
}
