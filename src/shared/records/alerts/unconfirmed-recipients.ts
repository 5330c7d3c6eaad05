/** Which additional recipients haven't confirmed yet: told to whoever reads the account's document, which names them. */
import type { UnconfirmedRecipientsRecord } from '../../domain/alert/unconfirmed-recipients.ts'
import type { OrganisationId, RelationshipId } from '../../domain/ids.ts'
import { digits, ids, lists, optional, records, texts } from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<UnconfirmedRecipientsRecord, 'id' | 'relationshipId'>

const idColumn = digits<OrganisationId>()
const headColumns = { id: idColumn, relationshipId: optional(ids<RelationshipId>()) }

export const unconfirmedRecipientsKind = defineRecord<UnconfirmedRecipientsRecord, 'unconfirmed-recipients', Head>({
  name: 'unconfirmed-recipients',
  groups: [
    {
      column: records<UnconfirmedRecipientsRecord>({ ...headColumns, addresses: lists(texts) as never }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
})
