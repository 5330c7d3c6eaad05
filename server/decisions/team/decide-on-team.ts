/**
 * Decisions about an organisation's people, roles and groups. One at a time in an organisation, and by who the person is then:
 * of two super admins who take each other's role the second has none any more.
 */
import type { GrantSeen } from '#shared/decisions/grant/grant-seen.ts'
import { outcomeOfTeam, type TeamDecision, type TeamOutcome } from '#shared/decisions/team/team.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { audit } from '../../commands/audit.ts'
import type { DecisionContext } from '../decision-context.ts'
import { auditedChange } from './audited-change.ts'
import { holdCustomersTeam, holdOwnTeam } from './hold-team.ts'
import { mailManaged } from './mail-managed.ts'
import { saveTeamChanges } from './save-team-changes.ts'
import { isOutsider, type TeamEffects } from './team-effects.ts'

/** `under`: whose team it is, where it isn't one's own. Throws Refusal: as `hold-team.ts` does, or the decision's own. */
export async function decideOnTeam<Input>(
  context: DecisionContext,
  decision: TeamDecision<string, Input>,
  input: Input,
  { lockFirst, apply, under }: Pick<TeamEffects<Input>, 'lockFirst' | 'apply'> & { under: GrantSeen | undefined },
): Promise<void> {
  await lockFirst?.(context, input)
  const held = under ? await holdCustomersTeam(context, decision, under) : await holdOwnTeam(context, decision)
  const { team, deciding } = held
  const { changes } = taken(outcomeOfTeam(decision, team, deciding, input))
  await saveTeamChanges(held.context, team, changes)
  await apply?.({ ...held.context, team }, input)
  // In the log of whose people they are, whoever decides.
  const subject = decision.subjectOf(input)
  await audit(context, {
    event: decision.audit,
    person: { id: deciding.userId, organisation_id: held.context.organisation.id },
    subject: auditedChange(team, subject, changes),
    journalled: context.itemId,
  })
  if (isOutsider(held.context)) await mailManaged(held.context, { event: decision.audit, subject, team, changes })
}

function taken(outcome: TeamOutcome): Exclude<TeamOutcome, { refusal: unknown }> {
  if ('refusal' in outcome) throw new Refusal(outcome.refusal, outcome.fields)
  return outcome
}
