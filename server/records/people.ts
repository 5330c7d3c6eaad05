import type { UserId } from '#shared/domain/ids.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { personKind } from '#shared/records/person.ts'
import { buildPeople } from '../database/reading/build-people.ts'
import { mayKnowScopes, visibleColleagues } from '../database/reading/visible.ts'
import type { Reading, RecordSource } from './record-source.ts'

function build({ database, access }: Reading, rows: Parameters<typeof buildPeople>[1]): Promise<PersonRecord[]> {
  return buildPeople(database, rows, { withScopes: mayKnowScopes(access) })
}

export const people: RecordSource<PersonRecord> = {
  kind: personKind,
  async *pages(reading, after) {
    const { database, access, most } = reading
    const size = Math.min(wireLimits.pageSize, most)
    for (let last = after, more = true; more;) {
      const rows = await visibleColleagues(database, access)
        .where('user.id', '>', last as UserId)
        .orderBy('user.id')
        .limit(size)
        .execute()
      more = rows.length === size
      if (rows.length === 0) return
      last = rows.at(-1)!.id
      yield { records: await build(reading, rows), last }
    }
  },
  async read(reading, ids) {
    if (ids.length === 0) return []
    const rows = await visibleColleagues(reading.database, reading.access)
      .where('user.id', 'in', ids as UserId[])
      .execute()
    return build(reading, rows)
  },
}
