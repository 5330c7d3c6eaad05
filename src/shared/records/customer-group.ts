/** An MSP’s groups of customers, for those of its people who see all customers. */
import type { GroupId, OrganisationId } from '../domain/ids.ts'
import type { GroupRecord } from '../domain/team/customer-group.ts'
import { counts, digits, ids, lists, records, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = ids<GroupId>()

export const customerGroupKind = defineRecord<GroupRecord, 'customer-group', { id: GroupId }>({
  name: 'customer-group',
  groups: [
    {
      column: records<GroupRecord>({
        id: idColumn,
        name: texts,
        members: lists(digits<OrganisationId>()),
        version: counts,
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<{ id: GroupId }>({ id: idColumn }),
  rootOf: () => '',
})
