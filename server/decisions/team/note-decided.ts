/** What a decision about a team made of its subject, into the journal once it is committed (SYNC3). */
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Database } from '../../database/connection.ts'
import { findGroup, findGroupMembers, findRole } from '../../database/repository/people/role.ts'
import { findScopeSetting } from '../../database/repository/people/scope.ts'
import { findUser } from '../../database/repository/user.ts'
import type { Decided, GroupDecided, PersonDecided, RoleDecided } from '../../database/journal-entries.ts'
import type { CustomerGroupTable, RoleTable, UserTable } from '../../database/schema.ts'
import type { DecisionContext } from '../decision-context.ts'

type When = Pick<Decided, 'itemId' | 'at'>

/** Later than the decision before, whatever became of the clock: which is the latest is told by it. */
export function laterThan(before: number | null, now: number): number {
  return before === null ? now : Math.max(now, before + 1)
}

export async function notePerson(context: DecisionContext, userId: UserId): Promise<void> {
  const { unit, itemId } = context
  const user = await findUser(unit.trx, userId)
  if (user) note(context, await personDecided(unit.trx, user, { itemId, at: user.decided_at ?? unit.now }))
}

/** `name`: of one that is gone. */
export async function noteRole(
  context: DecisionContext,
  gone: Pick<RoleTable, 'id' | 'organisation_id' | 'name'> & { at: number },
): Promise<void> {
  const { id, organisation_id, name, at } = gone
  const row = await findRole(context.unit.trx, id)
  const when = { itemId: context.itemId, at }
  const organisationId = organisation_id
  note(
    context,
    row ? roleDecided(row, when) : { ...when, type: 'role-decided', id, organisationId, name, permissions: null },
  )
}

/** As {@link noteRole}. */
export async function noteGroup(
  context: DecisionContext,
  gone: Pick<CustomerGroupTable, 'id' | 'organisation_id' | 'name'> & { at: number },
): Promise<void> {
  const { id, organisation_id, name, at } = gone
  const { trx } = context.unit
  const row = await findGroup(trx, id)
  const when = { itemId: context.itemId, at }
  const organisationId: OrganisationId = organisation_id
  note(
    context,
    row
      ? await groupDecided(trx, row, when)
      : { ...when, type: 'group-decided', id, organisationId, name, members: null },
  )
}

function note({ services, unit }: DecisionContext, decided: Decided): void {
  unit.afterCommit(() => services.revocations.decide(decided))
}

export async function personDecided(database: Database, user: UserTable, when: When): Promise<PersonDecided> {
  const { id, organisation_id: organisationId, status, role, role_id: roleId } = user
  const scope = await findScopeSetting(database, user)
  return { ...when, type: 'person-decided', id, organisationId, status, role, roleId, scope }
}

export function roleDecided(row: RoleTable, when: When): RoleDecided {
  const { id, organisation_id: organisationId, name, permissions } = row
  return { ...when, type: 'role-decided', id, organisationId, name, permissions: JSON.parse(permissions) as string[] }
}

export async function groupDecided(database: Database, row: CustomerGroupTable, when: When): Promise<GroupDecided> {
  const { id, organisation_id: organisationId, name } = row
  return { ...when, type: 'group-decided', id, organisationId, name, members: await findGroupMembers(database, id) }
}
