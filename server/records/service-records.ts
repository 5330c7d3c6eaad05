import type { ServiceRecord } from '#shared/domain/service-record.ts'
import { serviceRecordKind } from '#shared/records/service-record.ts'
import { visibleServices } from '../database/reading/visible.ts'
import type { Reading, RecordSource } from './record-source.ts'

/** A customer's own. An MSP has what it manages with its relationships, whose rows show them. */
async function readOwn({ database, access }: Reading, ids?: readonly string[]): Promise<ServiceRecord[]> {
  if (access.organisationKind !== 'customer') return []
  const own = visibleServices(database, access).orderBy('service_record.id')
  const rows = await (ids ? own.where('service_record.id', 'in', ids) : own).execute()
  return rows.map(({ id, service, status, since, through_id, through_name, reason }) => ({
    id,
    service,
    status,
    since,
    through: through_id === null ? null : { id: through_id, name: through_name ?? '' },
    reason: reason ?? '',
  }))
}

export const serviceRecords: RecordSource<ServiceRecord> = {
  kind: serviceRecordKind,
  async *pages(reading, after) {
    const records = (await readOwn(reading)).filter(({ id }) => id > after)
    if (records.length > 0) yield { records, last: records.at(-1)!.id }
  },
  read: readOwn,
  // None is ever deleted: what takes them away is the end of their root.
  mayHaveHad: async () => [],
}
