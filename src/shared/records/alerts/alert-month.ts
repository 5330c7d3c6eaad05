/** How many alerts of each category there were, day by day: the chart, and its table, without a network. */
import type { AlertMonthRecord } from '../../domain/alert/alert.ts'
import type { OrganisationId, RelationshipId } from '../../domain/ids.ts'
import { choices, counts, digits, ids, lists, optional, records } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<AlertMonthRecord, 'id' | 'relationshipId'>

const idColumn = ids<string>()
const headColumns = { id: idColumn, relationshipId: optional(ids<RelationshipId>()) }
const days = lists(counts)

export const alertMonthKind = defineRecord<AlertMonthRecord, 'alert-month', Head>({
  name: 'alert-month',
  groups: [
    {
      column: records<AlertMonthRecord>({
        ...headColumns,
        customerId: digits<OrganisationId>(),
        month: choices<string>(),
        counts: records<AlertMonthRecord['counts']>({
          battery: days,
          network: days,
          app: days,
          performance: days,
          security: days,
        } as never),
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
  partOf: ({ customerId }) => customerId,
})
