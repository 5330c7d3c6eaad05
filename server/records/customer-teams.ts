import type { RelationshipId } from '#shared/domain/ids.ts'
import type { CustomerTeamRecord } from '#shared/domain/team/customer-team.ts'
import { customerTeamKind } from '#shared/records/customer-team.ts'
import { buildPeople } from '../database/reading/build-people.ts'
import { visibleAdminsOf, visibleGrants } from '../database/reading/visible.ts'
import { listRoles } from '../database/repository/people/role.ts'
import type { Relationship } from '../database/repository/relationship.ts'
import type { Reading, RecordSource } from './record-source.ts'
import { buildRole } from './roles.ts'

/** Each is a whole team. */
const teamsPerPage = 32

async function build({ database, access }: Reading, rows: readonly Relationship[]): Promise<CustomerTeamRecord[]> {
  const records: CustomerTeamRecord[] = []
  for (const { id, customer_id, admins_granted_at } of rows) {
    const admins = await visibleAdminsOf(database, access, customer_id).orderBy('user.id').execute()
    const people = await buildPeople(database, admins, { withScopes: false, knownTo: access.organisationId })
    const roles = (await listRoles(database, customer_id)).map(buildRole)
    records.push({ id, grantedAt: admins_granted_at!, people, roles })
  }
  return records
}

export const customerTeams: RecordSource<CustomerTeamRecord> = {
  kind: customerTeamKind,
  async *pages(reading, after) {
    const size = Math.min(teamsPerPage, reading.most)
    for (let last = after, more = true; more;) {
      const rows = await visibleGrants(reading.database, reading.access)
        .where('relationship.id', '>', last as RelationshipId)
        .orderBy('relationship.id')
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
    const rows = await visibleGrants(reading.database, reading.access)
      .where('relationship.id', 'in', ids as RelationshipId[])
      .execute()
    return build(reading, rows)
  },
}
