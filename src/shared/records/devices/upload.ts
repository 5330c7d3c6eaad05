/** Devices that came at once, to be approved together. */
import type { RefusedRow, UploadRecord } from '../../domain/device/upload.ts'
import type { OrganisationId, RelationshipId, ResellerLinkId, UploadId } from '../../domain/ids.ts'
import { choices, counts, ids, lists, optional, records, steps, texts } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<UploadRecord, 'id' | 'relationshipId'>

const idColumn = ids<UploadId>()
const headColumns = { id: idColumn, relationshipId: optional(ids<RelationshipId>()) }

export const uploadKind = defineRecord<UploadRecord, 'upload', Head>({
  name: 'upload',
  groups: [
    {
      column: records<UploadRecord>({
        ...headColumns,
        ownerId: choices<OrganisationId>(),
        linkId: optional(ids<ResellerLinkId>()),
        source: choices(),
        fromName: choices<string>(),
        orderNumber: texts,
        orderDate: choices<string>(),
        rows: counts,
        arrived: counts,
        devices: counts,
        refused: counts,
        refusedRows: lists(records<RefusedRow>({ row: counts, identifier: texts, reason: choices<string>() })),
        delivery: choices(),
        state: choices(),
        at: steps,
        decidedAt: optional(steps),
        version: counts,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
  partOf: ({ linkId }) => linkId,
  atOf: ({ at }) => at,
})
