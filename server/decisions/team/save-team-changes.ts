/** What a decision about a team comes to, in rows: saved, told to everybody's devices, access raised, and kept in the journal. */
import type { Team, TeamChange } from '#shared/decisions/team/team.ts'
import { allCustomers, type ScopeSetting } from '#shared/domain/access/scope.ts'
import type { GroupId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'
import { changePerson, changeScope } from '../../auth/change-access.ts'
import { listGroups } from '../../database/repository/people/role.ts'
import { listCustomersOf } from '../../database/repository/relationship.ts'
import { saveScope } from '../../database/repository/people/scope.ts'
import { endSessionsOf } from '../../database/repository/people/session.ts'
import { findUser, insertUser, publishPerson } from '../../database/repository/user.ts'
import type { UserStatus } from '../../database/schema.ts'
import { saveAskingChange } from '../request/save-asking.ts'
import { saveJointAsk } from '../request/save-joint-ask.ts'
import { saveApplied } from '../service/apply-for-service.ts'
import { revokePersonInvitation } from './close-person-invitation.ts'
import { laterThan, notePerson } from './note-decided.ts'
import { saveGroup } from './save-group.ts'
import { saveProfile } from './save-msp-profile.ts'
import { saveRole } from './save-role.ts'
import { isOutsider, type TeamContext } from './team-effects.ts'

type PersonChange = Extract<TeamChange, { kind: 'person' }>

/** The caller holds the organisation. */
export async function saveTeamChanges(context: TeamContext, team: Team, changes: readonly TeamChange[]): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'role') await saveRole(context, change)
    else if (change.kind === 'customer-group') await saveGroup(context, change)
    else if (change.kind === 'msp-profile') await saveProfile(context, change)
    else if (change.kind === 'asking-msp') await saveAskingChange(context, change)
    else if (change.kind === 'custody') await saveJointAsk(context, change)
    else if (change.kind === 'service-record') await saveApplied(context, change)
    else await savePersonChange(context, team, change)
  }
}

async function savePersonChange(context: TeamContext, team: Team, change: PersonChange): Promise<void> {
  const before = team.people.find(({ id }) => id === change.id)
  if (before) await savePerson(context, before, change)
  else await addPerson(context, change.patch as PersonRecord)
  await notePerson(context, change.id)
}

async function addPerson(context: TeamContext, person: PersonRecord): Promise<void> {
  const { unit, access, organisation } = context
  const user = { id: person.id, organisation_id: organisation.id }
  if (await findUser(unit.trx, person.id)) throw new Refusal('id-taken')
  await insertUser(unit.trx, {
    ...user,
    email: person.email.toLowerCase(),
    first_name: person.firstName,
    last_name: person.lastName,
    role: person.role,
    role_id: person.roleId,
    scope: 'all',
    status: 'pending',
    password_hash: '',
    email_verified_at: null,
    locale: access.locale,
    access_version: 1,
    whole_version: 0,
    created_at: unit.now,
    decided_at: unit.now,
    made_by: isOutsider(context) ? access.organisationId : null,
  })
  await saveScope(unit.trx, user, await knownSubjects(unit, organisation.id, person.scope ?? allCustomers))
  await publishPerson(unit, user)
}

async function savePerson(context: TeamContext, before: PersonRecord, { patch }: PersonChange): Promise<void> {
  const { unit, organisation } = context
  const status: UserStatus = patch === null ? 'removed' : (patch.state ?? before.state)
  const { role = before.role, roleId = before.roleId, scope } = patch ?? { roleId: null }
  if (before.state === 'pending' && status !== 'pending') await revokePersonInvitation(context, before.id)
  if (scope) await changeScope(unit, before.id, await knownSubjects(unit, organisation.id, scope))
  const review_since = patch?.reviewSince === undefined ? before.reviewSince : patch.reviewSince
  const version = before.version + 1
  const decided_at = laterThan((await findUser(unit.trx, before.id))?.decided_at ?? null, unit.now)
  await changePerson(unit, before.id, { role, role_id: roleId, status, version, decided_at, review_since })
  if (status === 'blocked' || status === 'removed') await endSessions(context, before.id)
}

/** Their devices hear why at their next contact, and keep nothing. */
async function endSessions({ services, unit }: TeamContext, userId: UserId): Promise<void> {
  const ended = await endSessionsOf(unit.trx, userId, unit.now)
  unit.afterCommit(() => {
    for (const id of ended) services.revocations.sessionEnded(id, unit.now)
  })
}

/** Without the customers and groups that there aren't, or aren't any more: an ID that somebody else's customer has gives nothing. */
async function knownSubjects(
  { trx }: TeamContext['unit'],
  organisationId: OrganisationId,
  { kind, allow, deny }: ScopeSetting,
): Promise<ScopeSetting> {
  if (kind === 'all') return allCustomers
  const groups = await listGroups(trx, organisationId)
  const known = new Set<OrganisationId | GroupId>([
    ...groups.map(({ id }) => id),
    ...(await listCustomersOf(trx, organisationId, [...allow, ...deny] as OrganisationId[])),
  ])
  return { kind, allow: allow.filter((id) => known.has(id)), deny: deny.filter((id) => known.has(id)) }
}
