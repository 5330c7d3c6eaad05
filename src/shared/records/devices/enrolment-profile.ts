/** A customer's enrolment profiles (S3): whoever may see its devices sees them. */
import type { EnrolmentProfile } from '../../domain/device/enrolment-profile.ts'
import type { OrganisationId, ProfileId, RelationshipId } from '../../domain/ids.ts'
import { counts, digits, ids, optional, records, texts } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<EnrolmentProfile, 'id' | 'relationshipId'>

const idColumn = ids<ProfileId>()
const headColumns = { id: idColumn, relationshipId: optional(ids<RelationshipId>()) }

export const enrolmentProfileKind = defineRecord<EnrolmentProfile, 'enrolment-profile', Head>({
  name: 'enrolment-profile',
  groups: [
    {
      column: records<EnrolmentProfile>({
        ...headColumns,
        ownerId: digits<OrganisationId>(),
        name: texts,
        appUrl: texts,
        appData: texts,
        version: counts,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
})
