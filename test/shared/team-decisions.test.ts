// What becomes of every decision about a team, whoever takes it, about whomever: laws that hold of all, and each outcome in words.
import { describe, expect, it } from 'vitest'
import { allDecisions, type TeamDecisionName } from '#shared/decisions/registry.ts'
import { versionIn, type Team, type TeamChange } from '#shared/decisions/team/team.ts'
import { builtInPermissions, grantedPermission, ownRolePermissions } from '#shared/domain/access/permission.ts'
import { auditEvents } from '#shared/domain/audit-entry.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { refusalCodes } from '#shared/domain/refusal.ts'
import { isStandingSuperAdmin, type PersonRecord } from '#shared/domain/team/person.ts'
import { audits } from '../../src/i18n/compiled/words/audits.js'
import {
  askAgain,
  askAll,
  readTable,
  underGrant,
  writeTable,
  type AnyTeamDecision,
  type Asked,
} from './tables/ask-team.ts'
import { teamOutcomes } from './tables/team-outcomes.ts'
import { teamTables, type TeamTable } from './tables/team-tables.ts'
import { changed } from './tables/team-world.ts'

const ofTeams = allDecisions.filter((decision) => decision.about === 'team')
const changesOf = ({ outcome }: Pick<Asked, 'outcome'>): TeamChange[] => ('refusal' in outcome ? [] : outcome.changes)
const refusalOf = ({ outcome }: Pick<Asked, 'outcome'>) => ('refusal' in outcome ? outcome.refusal : null)
const label = ({ question, decider, kind }: Pick<Asked, 'question' | 'decider' | 'kind'>) =>
  `${question}: ${decider} of a ${kind}`

/** What somebody may do, by the role that they have in this team. */
function permissionsIn({ roles }: Team, kind: OrganisationKind, { role, roleId }: PersonRecord): ReadonlySet<string> {
  if (roleId === null) return builtInPermissions(kind, role)
  return ownRolePermissions(kind, roles.find(({ id }) => id === roleId)?.permissions ?? [])
}

/** The same with another version of what it is about; null where it is about none. */
function asSeenBefore(decision: AnyTeamDecision, asked: Asked): Asked | null {
  const { input, team, deciding } = asked
  if (versionIn(team, decision.subjectOf(input as never)) === null) return null
  const older = 'version' in input ? { ...input, version: 2 } : { ...input, since: 6 }
  const outcome = askAgain(decision, { ...asked, input: older, outcome: { changes: [] } })
  return { ...asked, team, deciding, input: older, outcome }
}

describe.each(ofTeams)('$name', (told) => {
  const decision = told as unknown as AnyTeamDecision
  const table = teamTables[told.name] as unknown as TeamTable<object>
  const asked = askAll(decision, table)
  const taken = asked.filter((each) => refusalOf(each) === null)

  it('[M20][C6][C7] comes to what its table says', () => {
    expect(writeTable(asked)).toEqual(readTable(teamOutcomes[told.name as TeamDecisionName]))
  })

  it('[PUSH2] is taken by somebody, and refused by a known code', () => {
    expect(taken.length).toBeGreaterThan(0)
    for (const each of asked) if (refusalOf(each)) expect(refusalCodes).toContain(refusalOf(each))
  })

  it('[M20][C6] is nobody’s who lacks its permission, nor another kind of organisation’s', () => {
    for (const each of asked) {
      const permissions = new Set([...each.deciding.permissions].filter((name) => name !== decision.permission))
      const lacking = { ...each, deciding: { ...each.deciding, permissions }, outcome: { changes: [] } }
      expect(askAgain(decision, lacking), label(each)).toEqual({ refusal: 'not-permitted' })
      for (const organisationKind of ['msp', 'customer', 'reseller'] as const) {
        const elsewhere = { ...each, deciding: { ...each.deciding, organisationKind }, outcome: { changes: [] } }
        if (decision.by.includes(organisationKind)) continue
        expect(askAgain(decision, elsewhere), label(each)).toEqual({ refusal: 'not-permitted' })
      }
    }
  })

  it('[C7] under the grant is about admins and roles, or not permitted', () => {
    for (const each of asked.filter(({ decider }) => decider === underGrant))
      if (decision.permission !== grantedPermission) expect(refusalOf(each), label(each)).toBe('not-permitted')
  })

  it('[M18] is never taken on what somebody saw before; the state’s own reason comes first', () => {
    for (const fresh of asked) {
      const stale = asSeenBefore(decision, fresh)
      if (stale) expect(refusalOf(stale), label(fresh)).toBe(refusalOf(fresh) ?? 'stale-decision')
    }
  })

  it('[PUSH1] is taken once: said again it is refused', () => {
    for (const each of taken) expect(askAgain(decision, each), label(each)).toHaveProperty('refusal')
  })

  it('[PUSH2] changes what it is about, whose version rises by one', () => {
    for (const each of taken) {
      const { kind, id } = decision.subjectOf(each.input as never)
      const own = changesOf(each).find(
        (change) => change.kind === kind && (change.id === id || !('version' in each.input)),
      )
      expect(own, label(each)).toBeDefined()
      for (const change of changesOf(each)) {
        const before = versionIn(each.team, change)
        if (change.patch === null || !('version' in change.patch)) continue
        expect(change.patch.version, label(each)).toBe((before ?? 0) + 1)
      }
    }
  })

  it('[M20] gives nobody more than whoever decides has, neither permissions nor customers', () => {
    for (const each of taken) {
      const after = changed(each.team, changesOf(each))
      for (const person of after.people) {
        const before = each.team.people.find(({ id }) => id === person.id)
        const had = before ? permissionsIn(each.team, each.kind, before) : new Set<string>()
        const more = [...permissionsIn(after, each.kind, person)].filter((name) => !had.has(name))
        if (person.role === 'super-admin' && before?.role !== 'super-admin')
          expect(each.deciding.role, label(each)).toBe('super-admin')
        for (const name of more) expect(each.deciding.gives, label(each)).toContain(name)
        const isMore = more.length > 0 || before?.scope !== person.scope
        if (isMore && !each.deciding.seesAll) expect(person.scope?.kind, label(each)).toBe('only')
      }
    }
  })

  it('[M20][C6] never leaves an organisation without somebody who can give it back to itself', () => {
    const standing = ({ people }: Team) => people.some(isStandingSuperAdmin)
    for (const each of taken) expect(standing(changed(each.team, changesOf(each))), label(each)).toBe(true)
  })

  it('[H2] has words in the audit log', () => {
    expect(auditEvents).toContain(decision.audit)
    expect(Object.keys(audits)).toContain(decision.audit)
  })
})
