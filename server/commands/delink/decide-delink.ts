/** What all delink decisions share: who asks, whether the state allows it, and whether they saw that state. */
import { can, sideOf } from '#shared/domain/access/can.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import {
  delinkTransition,
  type DelinkAction,
  type RelationshipSide,
  type RelationshipStatus,
} from '#shared/domain/relationship.ts'
import type { CommandInput } from '#shared/protocol/command-inputs.ts'
import { relationshipFacts, requireRelationship } from '../../auth/access.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import { listSuperAdmins } from '../audience.ts'
import type { CommandContext } from '../command-context.ts'

export type DelinkInput = CommandInput<'delink-customer'>

export interface DelinkDecision {
  /** As it was, locked. */
  relationship: Relationship
  side: RelationshipSide
  /** What it becomes. */
  status: RelationshipStatus
}

/** The state's own reason comes before `stale-decision`: "They already asked" tells more (M18). */
export async function requireDelinkDecision(
  context: CommandContext,
  input: DelinkInput,
  action: DelinkAction,
): Promise<DelinkDecision> {
  const { unit, access } = context
  const relationship = await requireRelationship(unit.trx, access, input.relationshipId, { lock: true })
  const facts = relationshipFacts(relationship)
  const side = sideOf(access, facts)
  if (side === null || !can(access, 'delink-customer', { type: 'relationship', ...facts }))
    throw new Refusal('not-permitted')
  const registered = (await listSuperAdmins(unit.trx, relationship.customer_id)).length > 0
  const state = { status: relationship.status, managementType: relationship.management_type, registered }
  const transition = delinkTransition(state, action, side)
  if (!transition.allowed) throw new Refusal(transition.code)
  if (relationship.version !== input.version) throw new Refusal('stale-decision')
  return { relationship, side, status: transition.status }
}

export function otherSide(side: RelationshipSide): RelationshipSide {
  return side === 'msp' ? 'customer' : 'msp'
}
