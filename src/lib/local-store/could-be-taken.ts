/** Whether what the server refused could be taken when it is tried again just as it is: `Try again` stands nowhere else (H5). */
import type { RelationshipDecision } from '#shared/decisions/define-decision.ts'
import { outcomeOf } from '#shared/decisions/outcome.ts'
import {
  findDecision,
  type DecisionInput,
  type DecisionName,
  type RelationshipDecisionName,
} from '#shared/decisions/registry.ts'
import { stateOfRecord, type StatedRecord } from '#shared/decisions/relationship-state.ts'
import { outcomeOfTeam, versionIn, type TeamDecision } from '#shared/decisions/team/team.ts'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'
import type { RelationshipSide } from '#shared/domain/relationship.ts'
import type { LocalTeam } from './local-team.ts'

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

/** Sent again just as it was: where the reason may have passed. */
export function couldUploadBeTaken(code: RefusalCode | null): boolean {
  return code === 'server-error' || code === 'too-many-requests' || code === 'depends-on-refused'
}

/** `record`: as the server last said it, without what this device predicts. */
export function couldDecisionBeTaken(
  {
    name,
    input,
    code,
    fieldErrors = {},
  }: { name: DecisionName; input: unknown; code: RefusalCode | null; fieldErrors?: FieldErrors },
  record: StatedRecord | undefined,
  moment: { side: RelationshipSide; now: number },
): boolean {
  const decision = findDecision(name)
  if (decision?.about !== 'relationship' || code === 'not-permitted') return false
  // What was entered would be refused at its field again.
  if (Object.keys(fieldErrors).length > 0) return false
  // A consent is given to what somebody has seen; where that has changed or is long ago, they look at it again first.
  if (decision.consent && (code === 'stale-decision' || code === 'consent-too-old')) return false
  return refusalNow({ name, input }, record, moment) === null
}

/** Why a decision about a relationship would be refused if it were said again now; null: it wouldn't. */
export function refusalNow(
  { name, input }: { name: DecisionName; input: unknown },
  record: StatedRecord | undefined,
  moment: { side: RelationshipSide; now: number },
): RefusalCode | null {
  const decision = findDecision(name)
  if (!record || decision?.about !== 'relationship') return 'not-found'
  const told: RelationshipDecision = decision
  const anew = { ...(input as DecisionInput<RelationshipDecisionName>), version: record.version }
  const outcome = outcomeOf(told, stateOfRecord(record), moment, anew)
  return 'refusal' in outcome ? outcome.refusal : null
}

/**
 * The same of a decision about a team, and what it then says: it is made on what its subject is now, under the grant of now. Null where it can't be
 * taken, and for what was typed into a form: that goes back there.
 */
export function askedAnew(
  { name, input, code }: { name: DecisionName; input: unknown; code: RefusalCode | null },
  local: LocalTeam | null,
): object | null {
  const found = findDecision(name)
  if (found?.about !== 'team' || found.form !== null || code === 'not-permitted' || !local) return null
  const { team, deciding, under } = local
  const decision = found as unknown as TeamDecision<string, object>
  const version = versionIn(team, decision.subjectOf(input as object))
  const anew = { ...(input as object), ...(version !== null && { version }), ...(under && { under }) }
  return 'refusal' in outcomeOfTeam(decision, team, deciding, anew) ? null : anew
}
