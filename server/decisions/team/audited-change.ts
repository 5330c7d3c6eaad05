/** What the audit log keeps of a decision about a team: ids, and the names of roles and groups, which may be gone when it is read. */
import type { Team, TeamChange, TeamSubject } from '#shared/decisions/team/team.ts'
import type { AuditState } from '#shared/domain/audit-entry.ts'
import { findService } from '#shared/domain/service-catalogue.ts'
import type { ScopeSetting } from '#shared/domain/access/scope.ts'
import type { GroupRecord } from '#shared/domain/team/customer-group.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'
import type { RoleRecord } from '#shared/domain/team/role.ts'
import type { AuditedSubject } from '../../commands/audit.ts'

type Held = Partial<
  Pick<PersonRecord, 'role' | 'ownRole' | 'scope'> &
    Pick<RoleRecord, 'name' | 'permissions'> &
    Pick<GroupRecord, 'members'>
>

export function auditedChange(
  { people, roles, groups, profiles, asking, custodies }: Team,
  { kind, id }: TeamSubject,
  changes: readonly TeamChange[],
): AuditedSubject {
  if (kind === 'service-record') return { kind, id, name: findService(id)?.name ?? id, from: null, to: null }
  const records: readonly (Held & { id: string })[] = {
    person: people,
    role: roles,
    'customer-group': groups,
    'msp-profile': profiles,
    'asking-msp': asking,
    custody: custodies.map(({ id, mspName }) => ({ id, name: mspName })),
  }[kind]
  const before: Held | null = records.find((each) => each.id === id) ?? null
  const change = changes.find((each) => each.kind === kind && each.id === id)
  const after: Held | null = change ? change.patch && { ...before, ...change.patch } : before
  const name = kind === 'person' ? null : ((after ?? before)?.name ?? '')
  const [from, to] = [stateOf(before), stateOf(after) ?? instead(changes)]
  return JSON.stringify(from) === JSON.stringify(to)
    ? { kind, id, name, from: null, to: null }
    : { kind, id, name, from, to }
}

function stateOf(held: Held | null): AuditState | null {
  if (!held) return null
  const { role, ownRole = null, scope, permissions, members } = held
  return {
    ...(role && { role: { role, ownRole } }),
    ...(scope && { scope: { kind: scope.kind, count: countOf(scope) } }),
    ...(permissions && { permissions: [...permissions] }),
    ...(members && { customers: members.length }),
  }
}

const countOf = ({ kind, allow, deny }: ScopeSetting) => (kind === 'but' ? deny : allow).length

/** What whoever had a role has in its place. */
function instead(changes: readonly TeamChange[]): AuditState | null {
  const given = changes.flatMap((each) => (each.kind === 'person' && each.patch?.role ? [each.patch] : []))
  const [first] = given
  return first?.role ? { role: { role: first.role, ownRole: first.ownRole ?? null }, people: given.length } : null
}
