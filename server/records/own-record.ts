import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Reading, RecordSource } from './record-source.ts'

/** Of a kind of which an organisation has one record, under its own ID, or none. */
export function ownRecord<Content extends { id: OrganisationId }>(
  kind: RecordSource<Content>['kind'],
  find: (reading: Reading) => Promise<Content | null>,
): RecordSource<Content> {
  return {
    kind,
    async *pages(reading, after) {
      if (after !== '') return
      const record = await find(reading)
      if (record) yield { records: [record], last: record.id }
    },
    async read(reading, ids) {
      const record = await find(reading)
      return record && ids.includes(record.id) ? [record] : []
    },
    mayHaveHad: async ({ access }, ids) => ids.filter((id) => id === access.organisationId),
  }
}
