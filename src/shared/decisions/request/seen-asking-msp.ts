/** What a decision about an MSP that asks answers: this MSP as it was seen (PUSH2). */
import type { OrganisationId } from '../../domain/ids.ts'
import type { AskingMsp } from '../../domain/request/asking-msp.ts'
import type { Team, TeamOutcome, TeamRefusal } from '../team/team.ts'

export interface SeenAskingMsp {
  mspId: OrganisationId
  version: number
}

/** The state's own reason comes before `stale-decision`, as everywhere. */
export function decideOnAsking(
  { asking }: Pick<Team, 'asking'>,
  { mspId, version }: SeenAskingMsp,
  decide: (asking: AskingMsp) => { patch: Partial<AskingMsp> } | TeamRefusal,
): TeamOutcome {
  const asked = asking.find(({ id }) => id === mspId)
  if (!asked) return { refusal: 'not-found' }
  const outcome = decide(asked)
  if ('refusal' in outcome) return outcome
  if (version !== asked.version) return { refusal: 'stale-decision' }
  return { changes: [{ kind: 'asking-msp', id: mspId, patch: { ...outcome.patch, version: version + 1 } }] }
}
