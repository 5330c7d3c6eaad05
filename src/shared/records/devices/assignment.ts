/** What assignments did to each device (H3): whoever reads their line of the log has it, to take it back offline too. */
import type { AssignedDevice, AssignmentRecord } from '../../domain/device/assignment.ts'
import type { DeviceId, RelationshipId } from '../../domain/ids.ts'
import { choices, ids, lists, optional, records } from '../../protocol/columns.ts'
import { changeIds } from '../../protocol/edit-columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<AssignmentRecord, 'id' | 'relationshipId'>

const headColumns = { id: changeIds, relationshipId: optional(ids<RelationshipId>()) }

export const assignmentKind = defineRecord<AssignmentRecord, 'assignment', Head>({
  name: 'assignment',
  groups: [
    {
      column: records<AssignmentRecord>({
        ...headColumns,
        sets: choices(),
        devices: lists(
          records<AssignedDevice>({
            deviceId: ids<DeviceId>(),
            before: optional(choices()),
            after: optional(choices()),
          }),
        ),
      }),
      missing: null,
    },
  ],
  ids: changeIds,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
})
