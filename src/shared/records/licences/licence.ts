/** What was bought (M22): an MSP's licences are its own people's, a customer's go with the customer. */
import type { LicenceId, OrganisationId, RelationshipId } from '../../domain/ids.ts'
import type { LeftSeats, LicenceRecord } from '../../domain/licence/licence.ts'
import { choices, counts, digits, ids, lists, optional, records, steps, texts } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'
import { termsColumns } from './terms-columns.ts'

type Head = Pick<LicenceRecord, 'id' | 'relationshipId'>

const idColumn = ids<LicenceId>()
const headColumns = { id: idColumn, relationshipId: optional(choices<RelationshipId>()) }

export const licenceKind = defineRecord<LicenceRecord, 'licence', Head>({
  name: 'licence',
  groups: [
    {
      column: records<LicenceRecord>({
        ...headColumns,
        ownerId: digits<OrganisationId>(),
        ...termsColumns,
        seats: counts,
        assigned: counts,
        used: counts,
        left: lists(records<LeftSeats>({ name: texts, seats: counts })),
        addedAt: steps,
        version: counts,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
})
