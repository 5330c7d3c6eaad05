/** A reseller and a party that its uploads go to: the reseller's customers, and of an MSP or customer its resellers. */
import type { OrganisationId, ProfileId, RelationshipId, ResellerLinkId } from '../../domain/ids.ts'
import type { Party, ResellerLinkRecord } from '../../domain/reseller/reseller-link.ts'
import { choices, counts, digits, flags, ids, optional, records, steps, texts } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<ResellerLinkRecord, 'id' | 'relationshipId'>

const idColumn = ids<ResellerLinkId>()
const headColumns = { id: idColumn, relationshipId: optional(ids<RelationshipId>()) }

export const resellerLinkKind = defineRecord<ResellerLinkRecord, 'reseller-link', Head>({
  name: 'reseller-link',
  groups: [
    {
      column: records<ResellerLinkRecord>({
        ...headColumns,
        resellerId: digits<OrganisationId>(),
        resellerName: choices<string>(),
        party: records<Party>({ id: digits<OrganisationId>(), kind: choices(), name: texts }),
        managedBy: optional(records({ id: digits<OrganisationId>(), name: choices<string>() })),
        location: texts,
        reference: texts,
        trust: choices(),
        trustedAt: optional(steps),
        autoApprove: flags,
        defaultProfileId: optional(ids<ProfileId>()),
        uploads: counts,
        devices: counts,
        lastUploadedAt: optional(steps),
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
