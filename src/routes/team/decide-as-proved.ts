import { proof } from '#lib/app.ts'
import { decideOnTeam } from '#lib/commands/team/decide-on-team.ts'
import { getDecision } from '#shared/decisions/registry.ts'
import type { TeamRefusal } from '#shared/decisions/team/team.ts'

/** As {@link decideOnTeam}, once it is shown that it is still the person who signed in, where the decision wants that. */
export async function decideAsProved(
  ...[question, said]: Parameters<typeof decideOnTeam>
): Promise<TeamRefusal | null> {
  if (getDecision(question.decision).proof && !(await proof.isGiven())) return { refusal: 'prove-again' }
  return decideOnTeam(question, said)
}
