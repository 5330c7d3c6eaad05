/** The admins and roles of customers that let the reader’s MSP manage them: here as long as they do (C7). */
import type { RelationshipId } from '../domain/ids.ts'
import type { CustomerTeamRecord } from '../domain/team/customer-team.ts'
import { ids, lists, records, steps } from '../protocol/columns.ts'
import { personKind } from './person.ts'
import { columnsOf, defineRecord } from './record-kind.ts'
import { roleKind } from './role.ts'

const idColumn = ids<RelationshipId>()
/** What a person and a role are in these columns: what later groups add to their kinds, a later group adds here. */
const groupsOf = { person: 3, role: 1 }

export const customerTeamKind = defineRecord<CustomerTeamRecord, 'customer-team', { id: RelationshipId }>({
  name: 'customer-team',
  groups: [
    {
      column: records<CustomerTeamRecord>({
        id: idColumn,
        grantedAt: steps,
        people: lists(columnsOf(personKind, groupsOf.person)),
        roles: lists(columnsOf(roleKind, groupsOf.role)),
      }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<{ id: RelationshipId }>({ id: idColumn }),
  rootOf: ({ id }) => id,
})
