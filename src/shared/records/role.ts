/** The roles that the reader’s organisation made for itself. */
import type { RoleId } from '../domain/ids.ts'
import type { RoleRecord } from '../domain/team/role.ts'
import { choices, counts, ids, lists, records, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = ids<RoleId>()

export const roleKind = defineRecord<RoleRecord, 'role', { id: RoleId }>({
  name: 'role',
  groups: [
    {
      column: records<RoleRecord>({ id: idColumn, name: texts, permissions: lists(choices()), version: counts }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<{ id: RoleId }>({ id: idColumn }),
  rootOf: () => '',
})
