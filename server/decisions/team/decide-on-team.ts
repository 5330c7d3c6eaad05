/**
 * Decisions about an organisation's people, roles and groups. One at a time in an organisation, and by who the person is then:
 * of two super admins who take each other's role the second has none any more.
 */
import { outcomeOfTeam, type Deciding, type TeamDecision, type TeamOutcome } from '#shared/decisions/team/team.ts'
import { can } from '#shared/domain/access/can.ts'
import { isInScope } from '#shared/domain/access/scope.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { loadAccess, type Access } from '../../auth/access.ts'
import { audit } from '../../commands/audit.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import type { DecisionContext } from '../decision-context.ts'
import { auditedChange } from './audited-change.ts'
import { readTeam } from './read-team.ts'
import { saveTeamChanges } from './save-team-changes.ts'
import type { TeamEffects } from './team-effects.ts'

/** Throws Refusal: not-permitted, or the decision's own. */
export async function decideOnTeam<Input>(
  context: DecisionContext,
  decision: TeamDecision<string, Input>,
  input: Input,
  own: Pick<TeamEffects<Input>, 'apply'>,
): Promise<void> {
  const { unit } = context
  const { organisationId, userId } = context.access
  await holdOrganisation(unit.trx, organisationId)
  const access = await loadAccess(unit.trx, userId)
  if (!access || !can(access, decision.permission, { type: 'organisation', organisationId }))
    throw new Refusal('not-permitted')
  const team = await readTeam(unit.trx, organisationId)
  const { changes } = taken(outcomeOfTeam(decision, team, decidingAs(access, unit.now), input))
  await saveTeamChanges({ ...context, access }, team, changes)
  await own.apply?.({ ...context, access, team }, input)
  await audit(context, {
    event: decision.audit,
    person: { id: userId, organisation_id: organisationId },
    subject: auditedChange(team, decision.subjectOf(input), changes),
  })
}

function taken(outcome: TeamOutcome): Exclude<TeamOutcome, { refusal: unknown }> {
  if ('refusal' in outcome) throw new Refusal(outcome.refusal, outcome.fields)
  return outcome
}

function decidingAs({ userId, role, permissions, organisationKind, scope }: Access, now: number): Deciding {
  return {
    userId,
    role,
    permissions,
    organisationKind,
    seesAll: scope.kind === 'all',
    isInScope: (customerId) => isInScope(scope, customerId),
    now,
  }
}
