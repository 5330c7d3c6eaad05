/** A customer’s own account: which document it has now, and who manages it. */
import type { AccountRecord } from '../domain/customer-record.ts'
import type { DocumentId, OrganisationId, RelationshipId } from '../domain/ids.ts'
import { digits, ids, optional, records } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = digits<OrganisationId>()

export const accountKind = defineRecord<AccountRecord, 'account', { id: OrganisationId }>({
  name: 'account',
  groups: [
    {
      column: records<AccountRecord>({
        id: idColumn,
        documentId: ids<DocumentId>(),
        relationshipId: optional(ids<RelationshipId>()),
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<{ id: OrganisationId }>({ id: idColumn }),
  rootOf: ({ id }) => id,
})
