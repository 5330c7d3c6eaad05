import type { FormerActor, FormerRelationship } from '#shared/domain/former/former-relationship.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import type { FormerRelationshipTable } from '../database/tables/former-relationship-table.ts'
import { readExportTimes } from '../database/repository/customer/account-export.ts'
import { visibleFormer } from '../database/reading/visible.ts'
import type { Reading, RecordSource } from './record-source.ts'

function build(
  { access }: Pick<Reading, 'access'>,
  exports: ReadonlyMap<string, number>,
  row: FormerRelationshipTable,
): FormerRelationship {
  const isMsp = access.organisationKind === 'msp'
  const actorOf = (by: OrganisationId | null, name: string | null, masked: string | null): FormerActor | null => {
    if (by === null) return null
    const isOwn = by === access.organisationId
    return { isOwn, person: (isOwn ? name : masked) ?? '' }
  }
  return {
    id: row.id,
    partyId: isMsp ? row.customer_id : row.msp_id,
    partyName: isMsp ? row.customer_name : row.msp_name,
    managementType: row.management_type,
    from: row.from_at,
    to: row.to_at,
    event: row.event,
    askedBy: actorOf(row.asked_by, row.asked_name, row.asked_masked),
    acceptedBy: actorOf(row.accepted_by, row.accepted_name, row.accepted_masked),
    services: JSON.parse(row.services) as ServiceId[],
    exportUntil: exports.get(row.relationship_id) ?? null,
  }
}

export const formerRelationships: RecordSource<FormerRelationship> = {
  kind: formerRelationshipKind,
  async *pages(reading, after) {
    const rows = await visibleFormer(reading.database, reading.access).where('id', '>', after).orderBy('id').execute()
    const exports = await readExportTimes(reading.database, reading.access.organisationId)
    const size = Math.min(wireLimits.pageSize, reading.most)
    for (let start = 0; start < rows.length; start += size) {
      const slice = rows.slice(start, start + size)
      yield { records: slice.map((row) => build(reading, exports, row)), last: slice.at(-1)!.id }
    }
  },
  async read(reading, ids) {
    const rows = await visibleFormer(reading.database, reading.access).where('id', 'in', ids).execute()
    const exports = await readExportTimes(reading.database, reading.access.organisationId)
    return rows.map((row) => build(reading, exports, row))
  },
}
