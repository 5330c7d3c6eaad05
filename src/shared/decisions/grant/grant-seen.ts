/** Whose team a decision is about, where it isn't one's own: the team of a customer that lets its MSP manage it (C7). */
import { z } from 'zod'
import { relationshipIdSchema, type RelationshipId } from '../../domain/ids.ts'

/** As the MSP's person saw the grant: what waited is decided under no other one. */
export interface GrantSeen {
  relationshipId: RelationshipId
  grantedAt: number
}

/** Beside what the decision itself says. */
export const underGrantSchema = z.object({
  under: z.object({ relationshipId: relationshipIdSchema, grantedAt: z.number() }).optional(),
})
