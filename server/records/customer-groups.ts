import type { GroupId } from '#shared/domain/ids.ts'
import type { GroupRecord } from '#shared/domain/team/customer-group.ts'
import { customerGroupKind } from '#shared/records/customer-group.ts'
import { visibleGroups } from '../database/reading/visible.ts'
import { findGroupMembers } from '../database/repository/people/role.ts'
import type { CustomerGroupTable } from '../database/schema.ts'
import type { Reading, RecordSource } from './record-source.ts'

async function build({ database }: Reading, rows: readonly CustomerGroupTable[]): Promise<GroupRecord[]> {
  const records: GroupRecord[] = []
  for (const { id, name, version } of rows)
    records.push({ id, name, version, members: await findGroupMembers(database, id) })
  return records
}

/** One a page: a group may hold every customer there is. */
export const customerGroups: RecordSource<GroupRecord> = {
  kind: customerGroupKind,
  async *pages(reading, after) {
    const rows = await visibleGroups(reading.database, reading.access)
      .where('id', '>', after as GroupId)
      .orderBy('id')
      .execute()
    for (const row of rows) yield { records: await build(reading, [row]), last: row.id }
  },
  async read(reading, ids) {
    const rows = await visibleGroups(reading.database, reading.access)
      .where('id', 'in', ids as GroupId[])
      .execute()
    return build(reading, rows)
  },
}
