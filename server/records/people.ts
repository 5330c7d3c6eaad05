import type { UserId } from '#shared/domain/ids.ts'
import type { PersonRecord } from '#shared/domain/user.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { personKind } from '#shared/records/person.ts'
import { visibleColleagues } from '../database/reading/visible.ts'
import type { UserTable } from '../database/schema.ts'
import type { Reading, RecordSource } from './record-source.ts'

type Row = UserTable & { own_role: string | null }

function buildPerson(row: Row): PersonRecord {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    isEmailVerified: row.email_verified_at !== null,
    role: row.role,
    ownRole: row.own_role,
    state: row.status,
    addedAt: row.created_at,
  }
}

export const people: RecordSource<PersonRecord> = {
  kind: personKind,
  async *pages({ database, access, most }, after) {
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
      yield { records: rows.map(buildPerson), last }
    }
  },
  async read({ database, access }: Reading, ids) {
    if (ids.length === 0) return []
    const rows = await visibleColleagues(database, access)
      .where('user.id', 'in', ids as UserId[])
      .execute()
    return rows.map(buildPerson)
  },
}
