import type { z } from 'zod'
import type { Team } from '#shared/decisions/team/team.ts'
import type { DecisionContext } from '../decision-context.ts'

/** A decision about a team that has been taken and saved, in the transaction that did so. */
export interface CarriedOnTeam extends DecisionContext {
  /** As it was before. */
  team: Team
}

/** The server's half of a decision about a team: what a device sends, and what it does beside what its outcome says. */
export interface TeamEffects<Input> {
  input: z.ZodType<Input>
  /** Rows of its own and mails. A refusal undoes everything. */
  apply?(carried: CarriedOnTeam, input: Input): Promise<void>
}
