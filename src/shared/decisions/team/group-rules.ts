/** Groups of customers give and take other people's scopes: whoever decides about them sees all customers (M3). */
import type { GroupId, OrganisationId } from '../../domain/ids.ts'
import { sameName } from './role-rules.ts'
import type { Deciding, Team, TeamRefusal } from './team.ts'

export interface GroupInput {
  groupId: GroupId
  name: string
  members: readonly OrganisationId[]
}

export function refuseGroup(
  { groups }: Pick<Team, 'groups'>,
  { seesAll }: Pick<Deciding, 'seesAll'>,
  { groupId, name }: Pick<GroupInput, 'groupId' | 'name'>,
): TeamRefusal | null {
  if (!seesAll) return { refusal: 'more-than-you-have' }
  const isTaken = groups.some((group) => group.id !== groupId && sameName(group.name, name))
  return isTaken ? { refusal: 'name-taken', fields: { name: 'name-taken' } } : null
}
