/** What services report of a customer's devices (S2), but for where these are. */
import type { AlertRecord } from '../../domain/alert/alert.ts'
import type { DeviceId, OrganisationId, RelationshipId } from '../../domain/ids.ts'
import { choices, digits, ids, optional, records, steps, texts } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<AlertRecord, 'id' | 'relationshipId'>

const idColumn = ids<string>()
const headColumns = { id: idColumn, relationshipId: optional(ids<RelationshipId>()) }

export const alertKind = defineRecord<AlertRecord, 'alert', Head>({
  name: 'alert',
  groups: [
    {
      column: records<AlertRecord>({
        ...headColumns,
        customerId: digits<OrganisationId>(),
        deviceId: optional(ids<DeviceId>()),
        device: texts,
        category: choices(),
        title: texts,
        text: texts,
        at: steps,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
  partOf: ({ customerId }) => customerId,
  atOf: ({ at }) => at,
})
