/** The services of the reader's own company, whoever manages it (C10). An MSP sees those it manages in its rows. */
import type { OrganisationId } from '../domain/ids.ts'
import type { ServiceRecord } from '../domain/service-record.ts'
import { choices, digits, ids, optional, records, steps } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = ids<string>()

export const serviceRecordKind = defineRecord<ServiceRecord, 'service-record', { id: string }>({
  name: 'service-record',
  groups: [
    {
      column: records<Omit<ServiceRecord, 'reason'>>({
        id: idColumn,
        service: choices(),
        status: choices(),
        since: steps,
        through: optional(records({ id: digits<OrganisationId>(), name: choices<string>() })),
      }),
      missing: null,
    },
    { column: records<{ reason: string }>({ reason: choices<string>() }), missing: { reason: '' } },
  ],
  ids: idColumn,
  heads: records<{ id: string }>({ id: idColumn }),
  rootOf: (_record, { organisationId }) => organisationId,
})
