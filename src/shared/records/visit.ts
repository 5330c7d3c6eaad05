/** When people of an MSP were in a customer's account (H7), as one organisation's people may read it. */
import type { RelationshipId } from '../domain/ids.ts'
import type { ServiceId } from '../domain/service.ts'
import type { VisitRecord } from '../domain/visit/visit.ts'
import { choices, flags, ids, lists, records, steps } from '../protocol/columns.ts'
import { actorColumns } from '../protocol/edit-columns.ts'
import { defineRecord } from './record-kind.ts'
import { rootWithin } from './columns/relation.ts'

type Head = Pick<VisitRecord, 'id' | 'relationshipId'>

const idColumn = ids<string>()
const headColumns = { id: idColumn, relationshipId: ids<RelationshipId>() }

export const visitKind = defineRecord<VisitRecord, 'visit', Head>({
  name: 'visit',
  groups: [
    {
      column: records<VisitRecord>({
        ...headColumns,
        actor: actorColumns,
        from: steps,
        to: steps,
        services: lists(choices<ServiceId>()),
        madeOffline: flags,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
  partOf: ({ relationshipId }) => relationshipId,
  atOf: ({ to }) => to,
})
