/** A customer's groups of devices: whoever may see these sees the groups, an MSP's people without who manages them. */
import type { DeviceGroupRecord } from '../../domain/device/device-group.ts'
import type { DeviceGroupId, OrganisationId, RelationshipId, UserId } from '../../domain/ids.ts'
import { counts, digits, ids, lists, optional, records, texts } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<DeviceGroupRecord, 'id' | 'relationshipId'>

const idColumn = ids<DeviceGroupId>()
const headColumns = { id: idColumn, relationshipId: optional(ids<RelationshipId>()) }

export const deviceGroupKind = defineRecord<DeviceGroupRecord, 'device-group', Head>({
  name: 'device-group',
  groups: [
    {
      column: records<DeviceGroupRecord>({
        ...headColumns,
        ownerId: digits<OrganisationId>(),
        name: texts,
        managers: lists(ids<UserId>()) as never,
        version: counts,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
})
