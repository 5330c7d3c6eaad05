/** How it stands with a device, as its latest alerts tell it (S2). */
import type { AppCrashes, DeviceConditionRecord } from '../../domain/alert/alert.ts'
import type { DeviceId, OrganisationId, RelationshipId } from '../../domain/ids.ts'
import { counts, digits, ids, lists, optional, records, steps, texts } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<DeviceConditionRecord, 'id' | 'relationshipId'>

const idColumn = ids<DeviceId>()
const headColumns = { id: idColumn, relationshipId: optional(ids<RelationshipId>()) }

export const deviceConditionKind = defineRecord<DeviceConditionRecord, 'device-condition', Head>({
  name: 'device-condition',
  groups: [
    {
      column: records<DeviceConditionRecord>({
        ...headColumns,
        customerId: digits<OrganisationId>(),
        batteryLevel: optional(counts),
        batteryHealth: optional(counts),
        signal: optional(steps),
        droppedConnections: optional(counts),
        apps: lists(records<AppCrashes>({ name: texts, crashes: counts })) as never,
        at: steps,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
  partOf: ({ customerId }) => customerId,
})
