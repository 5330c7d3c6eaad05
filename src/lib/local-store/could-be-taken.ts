/** Whether what the server refused could be taken when it is tried again just as it is: `Try again` stands nowhere else (H5). */
import { outcomeOf } from '#shared/decisions/outcome.ts'
import {
  findDecision,
  type DecisionInput,
  type DecisionName,
  type RelationshipDecisionName,
} from '#shared/decisions/registry.ts'
import { stateOfRecord } from '#shared/decisions/relationship-state.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { RelationshipSide } from '#shared/domain/relationship.ts'

/** The same text again would be refused again. */
const editsInVain: ReadonlySet<RefusalCode> = new Set([
  'malformed',
  'too-large',
  'wrong-shape',
  'field-too-long',
  'incomplete',
  'relationship-ended',
])

export function couldEditBeTaken(code: RefusalCode | null): boolean {
  return code === null || !editsInVain.has(code)
}

/** `record`: as the server last said it, without what this device predicts. */
export function couldDecisionBeTaken(
  { name, input, code }: { name: DecisionName; input: unknown; code: RefusalCode | null },
  record: Pick<RelationshipRecord, 'status' | 'managementType' | 'invitation' | 'delink' | 'version'> | undefined,
  moment: { side: RelationshipSide; now: number },
): boolean {
  const decision = findDecision(name)
  if (!record || decision?.about !== 'relationship' || code === 'not-permitted') return false
  // A consent is given to what somebody has seen; where that has changed or is long ago, they look at it again first.
  if (decision.consent && (code === 'stale-decision' || code === 'consent-too-old')) return false
  const anew = { ...(input as DecisionInput<RelationshipDecisionName>), version: record.version }
  return !('refusal' in outcomeOf(decision, stateOfRecord(record), moment, anew))
}
