/**
 * Decisions about an organisation's own: its people, roles and groups, an MSP's profile, a customer's services. Each is a pure rule over the whole team, the same on the
 * device, which foretells by it and offers by it, and on the server, which decides by it (M20, C6, M3).
 */
import { builtInPermissions, ownRolePermissions, type Permission } from '../../domain/access/permission.ts'
import type { ScopeSetting } from '../../domain/access/scope.ts'
import type { AuditEvent } from '../../domain/audit-entry.ts'
import type { GroupId, OrganisationId, RoleId, UserId } from '../../domain/ids.ts'
import type { OrganisationKind } from '../../domain/organisation.ts'
import type { FieldErrors, RefusalCode } from '../../domain/refusal.ts'
import type { AskingMsp } from '../../domain/request/asking-msp.ts'
import type { CustodyRecord } from '../../domain/request/custody.ts'
import type { GroupRecord } from '../../domain/team/customer-group.ts'
import type { ServiceRecord } from '../../domain/service-record.ts'
import { isStandingSuperAdmin, type PersonRecord, type RoleChoice } from '../../domain/team/person.ts'
import type { MspProfileRecord } from '../../domain/team/msp-profile.ts'
import type { RoleRecord } from '../../domain/team/role.ts'
import type { Role } from '../../domain/user.ts'
import type { SeenPerson } from './seen.ts'

/** As far as who looks may know it. Groups are there by name and version; who is in them is no reason for anything. */
export interface Team {
  people: readonly PersonRecord[]
  roles: readonly RoleRecord[]
  groups: readonly Pick<GroupRecord, 'id' | 'name' | 'version'>[]
  /** An MSP's own; of others none. */
  profiles: readonly MspProfileRecord[]
  /** Of a customer's own: MSPs that asked it. */
  asking: readonly AskingMsp[]
  /** Who manages a customer alone. */
  custodies: readonly CustodyRecord[]
  /** A customer's own; of others none. */
  services: readonly ServiceRecord[]
}

/** Who decides, with all that they may give: in their own organisation what they have themselves. */
export interface Deciding {
  userId: UserId
  role: Role
  permissions: ReadonlySet<string>
  gives: ReadonlySet<string>
  /** The team's. */
  organisationKind: OrganisationKind
  /** Of an MSP's people: their scope is all customers. */
  seesAll: boolean
  isInScope(customerId: OrganisationId): boolean
  /** ms */
  now: number
}

/** What becomes of one record: other values, a whole new record, or null: it is gone. */
export type TeamChange =
  | { kind: 'person'; id: UserId; patch: Partial<PersonRecord> | null }
  | { kind: 'role'; id: RoleId; patch: Partial<RoleRecord> | null }
  | { kind: 'customer-group'; id: GroupId; patch: Partial<GroupRecord> | null }
  | { kind: 'msp-profile'; id: OrganisationId; patch: Partial<MspProfileRecord> }
  | { kind: 'asking-msp'; id: OrganisationId; patch: Partial<AskingMsp> }
  | { kind: 'custody'; id: OrganisationId; patch: Partial<CustodyRecord> }
  | { kind: 'service-record'; id: string; patch: Partial<ServiceRecord> }

export interface TeamRefusal {
  refusal: RefusalCode
  fields?: FieldErrors
}
export type TeamOutcome = { changes: TeamChange[] } | TeamRefusal

export interface TeamSubject {
  kind: TeamChange['kind']
  id: string
}

export interface TeamDecision<Name extends string = string, Input = never> {
  about: 'team'
  name: Name
  permission: Permission
  by: readonly OrganisationKind[]
  /** Whom or what it is about, in what a device sends. */
  subjectOf(input: Input): TeamSubject
  /** What the audit log calls it. */
  audit: AuditEvent
  decide(team: Team, deciding: Deciding, input: Input): TeamOutcome
  /** The empty form it is typed into, if it has one: what is refused, or taken back, goes there again. */
  form: Readonly<Record<string, unknown>> | null
  /** Somebody may do more by it: whoever decides with a network shows first that it is they (X2). What only takes, or asks again, waits for nothing. */
  proof: boolean
}

type Told<Input> = Pick<TeamDecision<string, Input>, 'subjectOf' | 'audit' | 'decide'> &
  Partial<Pick<TeamDecision<string, Input>, 'by' | 'permission' | 'form' | 'proof'>>

export function defineTeamDecision<Name extends string, Input>(
  name: Name,
  told: Told<Input>,
): TeamDecision<Name, Input> {
  const unsaid = { by: ['msp', 'customer', 'reseller'] as const, form: null, proof: true } as const
  return { ...unsaid, permission: 'manage-admins-and-roles', ...told, about: 'team', name }
}

/** What the decision comes to: the one way to ask it, on either side. */
export function outcomeOfTeam<Input>(
  decision: Pick<TeamDecision<string, Input>, 'by' | 'permission' | 'decide'>,
  team: Team,
  deciding: Deciding,
  input: Input,
): TeamOutcome {
  const isTheirs = decision.by.includes(deciding.organisationKind) && deciding.permissions.has(decision.permission)
  return isTheirs ? decision.decide(team, deciding, input) : { refusal: 'not-permitted' }
}

/** What a choice of role comes to; null for one that there isn't. */
export function findRole(
  team: Team,
  choice: RoleChoice,
  kind: OrganisationKind,
): (Pick<PersonRecord, 'role' | 'roleId' | 'ownRole'> & { permissions: ReadonlySet<string> }) | null {
  const builtIn = (['super-admin', 'admin'] as const).find((role) => role === choice)
  if (builtIn) return { role: builtIn, roleId: null, ownRole: null, permissions: builtInPermissions(kind, builtIn) }
  const own = team.roles.find(({ id }) => id === choice)
  if (!own) return null
  return { role: 'admin', roleId: own.id, ownRole: own.name, permissions: ownRolePermissions(kind, own.permissions) }
}

/** Whether that is more than they may give: `Super Admin` is given by super admins only. */
export function isMoreThanTheirs(
  { role, gives }: Pick<Deciding, 'role' | 'gives'>,
  given: { role: Role; permissions: Iterable<string> },
): boolean {
  if (given.role === 'super-admin' && role !== 'super-admin') return true
  return [...given.permissions].some((permission) => !gives.has(permission))
}

/** Whoever doesn't see all customers gives those they see, by name: what a group holds later isn't theirs to give. */
export function isBeyondTheirs({ seesAll, isInScope }: Deciding, { kind, allow, deny }: ScopeSetting): boolean {
  if (seesAll) return false
  return kind !== 'only' || deny.length > 0 || !allow.every((id) => isInScope(id as OrganisationId))
}

/** The one without whom nobody could give the organisation back to itself. */
export function isLastSuperAdmin({ people }: Pick<Team, 'people'>, person: PersonRecord): boolean {
  const others = people.filter(({ id }) => id !== person.id)
  return isStandingSuperAdmin(person) && !others.some(isStandingSuperAdmin)
}

/**
 * Somebody as the one who decides saw them. `takes`: it takes something from them. The state's own reason comes before
 * `stale-decision`, as everywhere.
 */
export function decideOnPerson(
  team: Team,
  deciding: Deciding,
  { personId, version }: SeenPerson,
  { takes }: { takes: boolean },
  decide: (person: PersonRecord) => { patch: Partial<PersonRecord> | null } | TeamRefusal,
): TeamOutcome {
  const person = team.people.find(({ id }) => id === personId)
  if (!person) return { refusal: 'not-found' }
  const has = findRole(team, person.roleId ?? person.role, deciding.organisationKind)
  if (has && isMoreThanTheirs(deciding, has)) return { refusal: 'more-than-you-have' }
  if (person.scope && isBeyondTheirs(deciding, person.scope)) return { refusal: 'more-than-you-have' }
  if (takes && isLastSuperAdmin(team, person)) return { refusal: 'last-super-admin' }
  if (person.id === deciding.userId) return { refusal: 'not-yourself' }
  const outcome = decide(person)
  if ('refusal' in outcome) return outcome
  if (version !== person.version) return { refusal: 'stale-decision' }
  return { changes: [changeOf(person, outcome.patch)] }
}

export function changeOf(person: PersonRecord, patch: Partial<PersonRecord> | null): TeamChange {
  return { kind: 'person', id: person.id, patch: patch && { ...patch, version: person.version + 1 } }
}

/** The version of what it is about, as it is now; null where that isn't there, or has none. */
export function versionIn(
  { people, roles, groups, profiles, asking, custodies }: Team,
  { kind, id }: TeamSubject,
): number | null {
  if (kind === 'service-record') return null
  // Which it is, its beginning says.
  if (kind === 'custody') return custodies.find((custody) => custody.id === id)?.since ?? null
  const records = {
    person: people,
    role: roles,
    'customer-group': groups,
    'msp-profile': profiles,
    'asking-msp': asking,
  }[kind]
  return records.find((record) => record.id === id)?.version ?? null
}
