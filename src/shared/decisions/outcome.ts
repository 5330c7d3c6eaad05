/** One rule for both sides: the server decides by it, the device predicts and offers by it. */
import type { Moment, Outcome, RelationshipDecision } from './define-decision.ts'
import type { RelationshipRecord } from '../domain/customer-record.ts'
import { stateOfRecord, type RelationshipPatch, type RelationshipState } from './relationship-state.ts'

/** What the decision makes of the state. The state's own reason comes before `stale-decision`: "They already asked" tells more (M18). */
export function outcomeOf<Input extends { version: number }>(
  decision: Pick<RelationshipDecision<string, Input>, 'by' | 'decide'>,
  state: RelationshipState,
  moment: Moment,
  input: Input,
): Outcome {
  if (!decision.by.includes(moment.side)) return { refusal: 'not-permitted' }
  const outcome = decision.decide(state, moment, input)
  if ('refusal' in outcome || input.version === state.version) return outcome
  return { refusal: 'stale-decision' }
}

/** What the person sees of it until the server has decided. What somebody gains or loses is never foretold, and no reminder changes anything. */
export function predictionOf(
  { reminder, changesAccess, changesGrant }: Pick<RelationshipDecision, 'reminder' | 'changesAccess' | 'changesGrant'>,
  outcome: Outcome,
): RelationshipPatch {
  return 'refusal' in outcome || reminder || changesAccess || changesGrant ? {} : outcome.patch
}

/** Whether pages offer it now. */
export function isOffered(
  decision: RelationshipDecision,
  record: Parameters<typeof stateOfRecord>[0] & Pick<RelationshipRecord, 'id'>,
  moment: Moment,
): boolean {
  const input = { relationshipId: record.id, version: record.version }
  return !('refusal' in outcomeOf(decision, stateOfRecord(record), moment, input))
}
