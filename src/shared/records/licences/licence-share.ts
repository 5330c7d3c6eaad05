/** A customer's seats (M22, C3): whoever may see its devices sees them; they stay the customer's after a delink (M17). */
import type { LicenceId, LicenceShareId, OrganisationId, RelationshipId } from '../../domain/ids.ts'
import type { LicenceShareRecord } from '../../domain/licence/licence.ts'
import { choices, counts, digits, ids, optional, records } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'
import { termsColumns } from './terms-columns.ts'

type Head = Pick<LicenceShareRecord, 'id' | 'relationshipId'>

const idColumn = ids<LicenceShareId>()
const headColumns = { id: idColumn, relationshipId: optional(choices<RelationshipId>()) }

export const licenceShareKind = defineRecord<LicenceShareRecord, 'licence-share', Head>({
  name: 'licence-share',
  groups: [
    {
      column: records<LicenceShareRecord>({
        ...headColumns,
        customerId: digits<OrganisationId>(),
        licenceId: choices<LicenceId>(),
        boughtBy: choices(),
        mspName: choices<string>(),
        ...termsColumns,
        seats: counts,
        used: counts,
        version: counts,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
})
