// A team with somebody in every state, those who decide about it, and what becomes of it in words: for the tables of team decisions.
import {
  builtInPermissions,
  ownRolePermissions,
  rolePermissions,
  type Permission,
} from '#shared/domain/access/permission.ts'
import { allCustomers, type ScopeSetting } from '#shared/domain/access/scope.ts'
import type { GroupId, OrganisationId, RoleId, UserId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { jointAskPauseMs } from '#shared/domain/request/joint-ask.ts'
import { emptyMspProfile } from '#shared/domain/team/msp-profile.ts'
import type { PersonInvitation, PersonRecord } from '#shared/domain/team/person.ts'
import type { Role } from '#shared/domain/user.ts'
import { decidingUnderGrant } from '#shared/decisions/team/deciding.ts'
import type { Deciding, Team, TeamChange } from '#shared/decisions/team/team.ts'

const hourMs = 60 * 60 * 1000
export const teamNow = 2000 * hourMs

export const acme = '1000000001' as OrganisationId
export const zenith = '1000000002' as OrganisationId
export const own = '1000000009' as OrganisationId
export const onlyAcme: ScopeSetting = { kind: 'only', allow: [acme], deny: [] }

export const personId = (name: string) => name as UserId
export const roleId = (name: string) => name as RoleId
export const groupId = (name: string) => name as GroupId

/** What the organisation's own roles let people do: all that a role can, that of a help desk, and looking. */
function ownRoles(kind: OrganisationKind): Record<string, readonly Permission[]> {
  return {
    manager: rolePermissions[kind],
    'help desk': ['view', 'manage-admins-and-roles'],
    reader: ['view'],
    unused: ['view'],
  }
}

const sent: PersonInvitation = {
  state: 'sent',
  sentAt: teamNow - hourMs,
  sentCount: 1,
  expiresAt: teamNow + hourMs,
  troubleAt: null,
}

function person(id: string, given: Partial<PersonRecord> & { ownRole?: string | null }): PersonRecord {
  return {
    id: personId(id),
    firstName: id,
    lastName: '',
    email: `${id.replaceAll(' ', '.')}@own.example`,
    isEmailVerified: true,
    role: 'admin',
    roleId: given.ownRole ? roleId(given.ownRole) : null,
    ownRole: null,
    state: 'active',
    addedAt: 0,
    version: 3,
    scope: allCustomers,
    invitation: null,
    madeBy: null,
    reviewSince: null,
    ...given,
  }
}

/** `isLonely`: nobody else could give the organisation back to itself than `another super admin`. */
export function teamOf(kind: OrganisationKind, { isLonely = false } = {}): Team {
  const people = [
    person('super admin', { role: 'super-admin', isEmailVerified: !isLonely }),
    person('manager', { ownRole: 'manager' }),
    person('help desk', { ownRole: 'help desk' }),
    person('scoped manager', { ownRole: 'manager', scope: onlyAcme }),
    person('another super admin', { role: 'super-admin' }),
    person('an admin', {}),
    person('another manager', { ownRole: 'manager' }),
    person('a reader', { ownRole: 'reader' }),
    person('invited', { state: 'pending', invitation: sent }),
    person('invitation waits', { state: 'pending', invitation: { ...sent, state: 'waiting', expiresAt: null } }),
    person('invitation ran out', { state: 'pending', invitation: { ...sent, expiresAt: teamNow } }),
    person('invitation revoked', { state: 'revoked' }),
    person('blocked', { state: 'blocked' }),
    person('left by an MSP', { reviewSince: teamNow - hourMs, madeBy: 'Northwind' }),
    ...(kind === 'msp' ? [person('sees only Acme', { scope: onlyAcme })] : []),
  ]
  const asked = { rejectedAt: null, blockedAt: null, blockedBy: '', version: 3 }
  const managed = { mspName: 'Northwind', since: 7 }
  const service = { since: 1, through: null, reason: '' }
  return {
    people,
    roles: Object.entries(ownRoles(kind)).map(([id, permissions]) => ({
      ...{ id: roleId(id), name: id, permissions, version: 3 },
    })),
    groups: kind === 'msp' ? ['named', 'free'].map((id) => ({ id: groupId(id), name: id, version: 3 })) : [],
    profiles: kind === 'msp' ? [{ ...emptyMspProfile, id: own, version: 3 }] : [],
    asking: [
      { ...asked, id: acme, name: 'Asks' },
      { ...asked, id: zenith, name: 'Blocked', blockedAt: 1, blockedBy: 'Jo' },
    ],
    custodies: [
      { ...managed, id: own, jointAsk: null },
      { ...managed, id: acme, jointAsk: { askedAt: teamNow - hourMs, remindedAt: null } },
      { ...managed, id: zenith, jointAsk: { askedAt: teamNow - jointAskPauseMs, remindedAt: null } },
    ],
    services: (['applied', 'active', 'suspended', 'rejected'] as const).map((status, place) => ({
      ...{ ...service, id: status, status },
      service: (['knox-suite', 'knox-manage', 'knox-configure', 'knox-guard'] as const)[place]!,
    })),
  }
}

/** Whom a customer lets ask it and whom it looks over is nothing that its MSP manages, nor is who manages it alone. */
export function asTheMspReads(team: Team): Team {
  const people = team.people.map((each) => ({ ...each, reviewSince: null }))
  return { ...team, people, asking: [], custodies: [] }
}

/** Somebody whose scope names a group, so that it can't be deleted. */
export function withNamedGroup(team: Team): Team {
  const scope: ScopeSetting = { kind: 'but', allow: [], deny: [groupId('named')] }
  return { ...team, people: [...team.people, person('sees a group', { ownRole: 'reader', scope })] }
}

function deciding(id: string, kind: OrganisationKind, role: Role, permissions: ReadonlySet<string>): Deciding {
  return {
    ...{ userId: personId(id), role, permissions, gives: permissions, organisationKind: kind, seesAll: true },
    ...{ isInScope: () => true, now: teamNow },
  }
}

/** Everybody who may be the one to decide, in this organisation or about its team. */
export const deciders: Record<string, (kind: OrganisationKind) => Deciding | null> = {
  'a super admin': (kind) => deciding('super admin', kind, 'super-admin', builtInPermissions(kind, 'super-admin')),
  'a manager': (kind) => deciding('manager', kind, 'admin', ownRolePermissions(kind, rolePermissions[kind])),
  'the help desk': (kind) =>
    deciding('help desk', kind, 'admin', ownRolePermissions(kind, ownRoles(kind)['help desk']!)),
  'sees only Acme': (kind) =>
    kind === 'msp'
      ? {
          ...deciding('scoped manager', kind, 'admin', ownRolePermissions(kind, rolePermissions[kind])),
          ...{ seesAll: false, isInScope: (id) => id === acme },
        }
      : null,
  'under the grant': (kind) =>
    kind === 'customer'
      ? decidingUnderGrant({
          userId: personId('somebody of the MSP'),
          permissions: builtInPermissions('msp', 'super-admin'),
          now: teamNow,
        })
      : null,
}

/** What becomes of the team, in a few words. */
export function sayChanges(changes: readonly TeamChange[]): string {
  const said = Map.groupBy(changes.map(sayChange), (each) => each)
  return [...said].map(([each, { length }]) => (length > 1 ? `${length} × ${each}` : each)).join(' + ')
}

function sayChange({ kind, patch }: TeamChange): string {
  if (patch === null) return 'gone'
  if ('blockedAt' in patch) return patch.blockedAt === null ? 'unblocked' : 'blocked'
  if ('jointAsk' in patch) return patch.jointAsk?.remindedAt ? 'reminded' : 'asked'
  if (kind === 'service-record') return String((patch as { status: string }).status)
  if ('id' in patch) return 'added'
  const said = patch as Partial<PersonRecord>
  if (said.scope) return `sees ${said.scope.kind}`
  if (said.role) return said.ownRole ?? said.role
  if (said.reviewSince === null) return 'kept'
  if (said.state) return said.state
  return Object.keys(patch).length === 1 ? 'asked again' : 'changed'
}

/** The team after that, as both sides make it. */
export function changed(team: Team, changes: readonly TeamChange[]): Team {
  const lists = {
    person: 'people',
    role: 'roles',
    'customer-group': 'groups',
    'msp-profile': 'profiles',
    'asking-msp': 'asking',
    custody: 'custodies',
    'service-record': 'services',
  } as const
  return changes.reduce((before, { kind, id, patch }) => {
    const list = lists[kind]
    const records = before[list] as readonly { id: string }[]
    const known = records.find((record) => record.id === id)
    const others = records.filter((record) => record !== known)
    return { ...before, [list]: patch === null ? others : [...others, { ...known, ...patch }] }
  }, team)
}
