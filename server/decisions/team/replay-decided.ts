/**
 * What the journal says people were decided to be is so again, should the database be a backup of before (SYNC3). Of each
 * person the later holds, the journal's line or the database's own decision: with several nodes the other one's journal may
 * know more. An organisation is left its last super admin, whatever the journal says: nobody could mend it.
 */
import { isLastSuperAdmin } from '#shared/decisions/team/team.ts'
import { changePerson, changeScope } from '../../auth/change-access.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { endSessionsOf } from '../../database/repository/session.ts'
import { findUser, listDecided } from '../../database/repository/user.ts'
import type { UserStatus, UserTable } from '../../database/schema.ts'
import type { PersonDecided } from '../../database/revocation-journal.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { closePersonInvitation } from './close-person-invitation.ts'
import { decidedOf } from './note-decided.ts'
import { readTeam } from './read-team.ts'

/** How many were something else. */
export async function replayDecided(services: Services): Promise<number> {
  const decided = services.revocations.allDecided().filter((entry) => entry.type === 'person-decided')
  // Who is given something comes first: of two super admins who followed each other one must stay at every moment.
  const gives = ({ status, role }: PersonDecided) => status === 'active' && role === 'super-admin'
  let changed = 0
  for (const entry of [...decided.filter(gives), ...decided.filter((each) => !gives(each))])
    changed += Number(await replay(services, entry))
  await completeJournal(services)
  return changed
}

async function replay(services: Services, entry: PersonDecided): Promise<boolean> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const known = await findUser(unit.trx, entry.id)
    if (!known || (known.decided_at ?? 0) >= entry.at) return false
    await holdOrganisation(unit.trx, known.organisation_id)
    const user = (await findUser(unit.trx, entry.id))!
    // Another node may have been faster.
    if ((user.decided_at ?? 0) >= entry.at) return false
    if (await leavesNobody(unit, user, entry)) {
      services.log.error(
        { user: user.id },
        'the journal of revocations would leave an organisation without a super admin',
      )
      return false
    }
    await become(unit, user, entry)
    return true
  })
  return result
}

async function become(unit: UnitOfWork, user: UserTable, entry: PersonDecided): Promise<void> {
  const status = statusOf(user, entry)
  if (user.status === 'pending' && status !== 'pending') await closePersonInvitation(unit, user.id)
  await changeScope(unit, user.id, entry.scope)
  await changePerson(unit, user.id, {
    role: entry.role,
    role_id: entry.roleId,
    status,
    version: user.version + 1,
    decided_at: entry.at,
  })
  if (status !== 'active') await endSessionsOf(unit.trx, user.id, unit.now)
}

/** Whoever hadn't registered by then has no password, and registers again or not at all. */
function statusOf({ password_hash, status }: UserTable, entry: PersonDecided): UserStatus {
  const hasAccount = password_hash !== '' || status === 'active' || status === 'blocked'
  if (hasAccount) return entry.status === 'pending' ? status : entry.status
  return { active: 'pending', blocked: 'revoked', pending: 'pending', revoked: 'revoked', removed: 'removed' }[
    entry.status
  ] as UserStatus
}

async function leavesNobody(unit: UnitOfWork, user: UserTable, entry: PersonDecided): Promise<boolean> {
  if (entry.status === 'active' && entry.role === 'super-admin' && entry.scope.kind === 'all') return false
  const team = await readTeam(unit.trx, user.organisation_id)
  const person = team.people.find(({ id }) => id === user.id)
  return person !== undefined && isLastSuperAdmin(team, person)
}

/** What the journal misses: a line a crash came before, other nodes' decisions, the past of a file that is new. */
async function completeJournal({ database, revocations }: Services): Promise<void> {
  for (const user of await listDecided(database)) {
    const at = user.decided_at ?? 0
    if ((revocations.findDecided(user.id)?.at ?? -1) >= at) continue
    revocations.decide(await decidedOf(database, user, { itemId: null, at }))
  }
}
