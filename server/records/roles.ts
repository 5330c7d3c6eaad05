import type { RoleId } from '#shared/domain/ids.ts'
import type { RoleRecord } from '#shared/domain/team/role.ts'
import { roleKind } from '#shared/records/role.ts'
import { visibleRoles } from '../database/reading/visible.ts'
import type { RoleTable } from '../database/schema.ts'
import type { RecordSource } from './record-source.ts'

export function buildRole({ id, name, permissions, version }: RoleTable): RoleRecord {
  return { id, name, permissions: JSON.parse(permissions) as string[], version }
}

/** An organisation makes few. */
export const roles: RecordSource<RoleRecord> = {
  kind: roleKind,
  async *pages({ database, access }, after) {
    const rows = await visibleRoles(database, access)
      .where('id', '>', after as RoleId)
      .orderBy('id')
      .execute()
    if (rows.length > 0) yield { records: rows.map(buildRole), last: rows.at(-1)!.id }
  },
  async read({ database, access }, ids) {
    const rows = await visibleRoles(database, access)
      .where('id', 'in', ids as RoleId[])
      .execute()
    return rows.map(buildRole)
  },
}
