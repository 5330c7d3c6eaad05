import type { z } from 'zod'
import type { CreationName, DecisionInput, RelationshipDecisionName } from '#shared/decisions/registry.ts'
import type { RelationshipState } from '#shared/decisions/relationship-state.ts'
import type { RelationshipSide } from '#shared/domain/relationship.ts'
import type { Relationship } from '../database/repository/relationship.ts'
import type { InvitationTable } from '../database/schema.ts'
import type { DecisionContext } from './decision-context.ts'

/** A decision that has been taken and saved, in the transaction that did so. */
export interface Carried extends DecisionContext {
  /** Who decided. */
  side: RelationshipSide
  /** What it was decided on. */
  state: RelationshipState
  invitation: InvitationTable | undefined
  /** As it is now, locked. */
  relationship: Relationship
}

/** What a decision does beside what its transition says. */
export interface Effects<Name extends RelationshipDecisionName> {
  /** What a device says beside the relationship's id and version. */
  fields?: z.ZodRawShape
  /** Rows of its own and mails, locked in the order that CONTRIBUTING names. A refusal undoes everything. */
  apply(carried: Carried, input: DecisionInput<Name>): Promise<void>
}

/** Makes what the decision is about. A refusal undoes everything. */
export interface Creation<Name extends CreationName> {
  input: z.ZodType<DecisionInput<Name>>
  create(context: DecisionContext, input: DecisionInput<Name>): Promise<Relationship>
}
