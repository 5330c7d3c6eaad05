import type { z } from 'zod'
import type { Team } from '#shared/decisions/team/team.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { DecisionContext } from '../decision-context.ts'

/** A decision about a team: of whoever decides, or of the customer that lets their MSP manage it (C7). */
export interface TeamContext extends DecisionContext {
  organisation: { id: OrganisationId; kind: OrganisationKind; name: string }
}

/** One that has been taken and saved, in the transaction that did so. */
export interface CarriedOnTeam extends TeamContext {
  /** As it was before. */
  team: Team
}

/** The server's half of a decision about a team: what a device sends, and what it does beside what its outcome says. */
export interface TeamEffects<Input> {
  input: z.ZodType<Input>
  /** Locks what comes before the organisation, in the order that CONTRIBUTING names. */
  lockFirst?(context: DecisionContext, input: Input): Promise<void>
  /** Rows of its own and mails. A refusal undoes everything. */
  apply?(carried: CarriedOnTeam, input: Input): Promise<void>
}

/** Whether somebody of another organisation decides: what they are called is their organisation's own business (M23). */
export function isOutsider({ access, organisation }: TeamContext): boolean {
  return access.organisationId !== organisation.id
}
