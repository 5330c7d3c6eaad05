/**
 * What the journal says people, roles and groups were decided to be is so again, should the database be a backup of before
 * (SYNC3). Of each the later holds, the journal's line or the database's own decision: with several nodes another's journal may
 * know more. An organisation is left its last super admin, whatever the journal says: nobody could mend it.
 */
import { isLastSuperAdmin } from '#shared/decisions/team/team.ts'
import type { Permission } from '#shared/domain/access/permission.ts'
import { changeGroup, changePerson, changeRole, changeScope } from '../../auth/change-access.ts'
import { findOrganisation, holdOrganisation } from '../../database/repository/organisation.ts'
import {
  deleteGroupRows,
  deleteRoleRow,
  findGroup,
  findRole,
  insertGroup,
  insertRole,
  listDecidedGroups,
  listDecidedRoles,
  saveGroupMembers,
  saveGroupName,
  saveRoleName,
} from '../../database/repository/people/role.ts'
import { endSessionsOf } from '../../database/repository/people/session.ts'
import { findUser, listDecidedPeople } from '../../database/repository/user.ts'
import type { UserStatus, UserTable } from '../../database/schema.ts'
import type { GroupDecided, PersonDecided, RoleDecided, TeamDecided } from '../../database/journal-entries.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { closePersonInvitation } from './close-person-invitation.ts'
import { groupDecided, personDecided, roleDecided } from './note-decided.ts'
import { readTeam } from './read-team.ts'

export interface ReplayedTeams {
  /** How many were something else. */
  changed: number
  /** Who stays what they are, against the journal: nobody would be left. */
  spared: Set<string>
}

export async function replayDecided(services: Services): Promise<ReplayedTeams> {
  const replayed: ReplayedTeams = { changed: 0, spared: new Set() }
  for (const entry of inOrder(services.revocations.allOfTeams())) {
    const came = await replay(services, entry)
    if (came === 'changed') replayed.changed += 1
    if (came === 'spared') replayed.spared.add(entry.id)
  }
  await completeJournal(services)
  return replayed
}

/**
 * Roles and groups before the people who have them, and what is gone after them. Of people those first who are given
 * something: of two super admins who followed each other one must stay at every moment.
 */
function inOrder(all: readonly TeamDecided[]): TeamDecided[] {
  const place = (entry: TeamDecided): number => {
    if (entry.type === 'person-decided') return entry.status === 'active' && entry.role === 'super-admin' ? 1 : 2
    const isGone = entry.type === 'role-decided' ? entry.permissions === null : entry.members === null
    return isGone ? 3 : 0
  }
  return all.toSorted((left, right) => place(left) - place(right))
}

/** `known`: there was nothing to do; another node may have been faster. */
type Came = 'known' | 'changed' | 'spared'

async function replay(services: Services, entry: TeamDecided): Promise<Came> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    if (await isKnown(unit, entry)) return 'known'
    await holdOrganisation(unit.trx, entry.organisationId)
    if (await isKnown(unit, entry)) return 'known'
    if (entry.type === 'role-decided') return becomeRole(unit, entry)
    if (entry.type === 'group-decided') return becomeGroup(unit, entry)
    return becomePerson(services, unit, entry)
  })
  return result
}

/** Whether the database has this decision or a later one, or nobody whom it could be about. */
async function isKnown({ trx }: UnitOfWork, entry: TeamDecided): Promise<boolean> {
  if (entry.type === 'person-decided') {
    const user = await findUser(trx, entry.id)
    return !user || (user.decided_at ?? 0) >= entry.at
  }
  if (!(await findOrganisation(trx, entry.organisationId))) return true
  const isRole = entry.type === 'role-decided'
  const row = isRole ? await findRole(trx, entry.id) : await findGroup(trx, entry.id)
  const isGone = isRole ? entry.permissions === null : entry.members === null
  return row ? (row.decided_at ?? 0) >= entry.at : isGone
}

async function becomeRole(unit: UnitOfWork, entry: RoleDecided): Promise<Came> {
  const { id, organisationId, name, permissions, at } = entry
  const role = { id, organisation_id: organisationId }
  const before = await findRole(unit.trx, id)
  if (permissions === null) await deleteRoleRow(unit.trx, id)
  else if (before) {
    await changeRole(unit, role, permissions as Permission[])
    await saveRoleName(unit.trx, id, { name, version: before.version + 1, decided_at: at })
  } else await insertRole(unit.trx, { ...role, name, permissions, decided_at: at })
  return 'changed'
}

async function becomeGroup(unit: UnitOfWork, entry: GroupDecided): Promise<Came> {
  const { id, organisationId, name, members, at } = entry
  const group = { id, organisation_id: organisationId }
  const before = await findGroup(unit.trx, id)
  if (members === null) await deleteGroupRows(unit.trx, id)
  else if (before) {
    await changeGroup(unit, group, members)
    await saveGroupName(unit.trx, id, { name, version: before.version + 1, decided_at: at })
  } else {
    await insertGroup(unit.trx, { ...group, name, decided_at: at })
    await saveGroupMembers(unit.trx, group, members)
  }
  return 'changed'
}

async function becomePerson({ log }: Services, unit: UnitOfWork, entry: PersonDecided): Promise<Came> {
  const user = (await findUser(unit.trx, entry.id))!
  if (await leavesNobody(unit, user, entry)) {
    log.error({ user: user.id }, 'the journal of revocations would leave an organisation without a super admin')
    return 'spared'
  }
  const status = statusOf(user, entry)
  const { role, roleId, scope, at } = entry
  if (user.status === 'pending' && status !== 'pending') await closePersonInvitation(unit, user.id)
  await changeScope(unit, user.id, scope)
  await changePerson(unit, user.id, { role, role_id: roleId, status, version: user.version + 1, decided_at: at })
  if (status !== 'active') await endSessionsOf(unit.trx, user.id, unit.now)
  return 'changed'
}

/** Whoever hadn't registered by then has no password, and registers again or not at all. */
function statusOf({ password_hash, status }: UserTable, entry: PersonDecided): UserStatus {
  const hasAccount = password_hash !== '' || status === 'active' || status === 'blocked'
  if (hasAccount) return entry.status === 'pending' ? status : entry.status
  if (entry.status === 'active') return 'pending'
  return entry.status === 'blocked' ? 'revoked' : entry.status
}

async function leavesNobody(unit: UnitOfWork, user: UserTable, entry: PersonDecided): Promise<boolean> {
  if (entry.status === 'active' && entry.role === 'super-admin' && entry.scope.kind === 'all') return false
  const team = await readTeam(unit.trx, user.organisation_id)
  const person = team.people.find(({ id }) => id === user.id)
  return person !== undefined && isLastSuperAdmin(team, person)
}

/** What the journal misses: a line a crash came before, other nodes' decisions, the past of a file that is new. */
async function completeJournal({ database, revocations }: Services): Promise<void> {
  const isMissing = (row: { id: string; decided_at: number | null }) =>
    (revocations.findDecided(row.id)?.at ?? -1) < (row.decided_at ?? 0)
  const when = (row: { decided_at: number | null }) => ({ itemId: null, at: row.decided_at ?? 0 })
  for (const user of (await listDecidedPeople(database)).filter(isMissing))
    revocations.decide(await personDecided(database, user, when(user)))
  for (const role of (await listDecidedRoles(database)).filter(isMissing))
    revocations.decide(roleDecided(role, when(role)))
  for (const group of (await listDecidedGroups(database)).filter(isMissing))
    revocations.decide(await groupDecided(database, group, when(group)))
}
