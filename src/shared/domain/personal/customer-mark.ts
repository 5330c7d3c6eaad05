import type { OrganisationId, UserId } from '../ids.ts'

/** What a person has seen of a customer's account (H4), and whether it is a favourite of theirs (M2). */
export interface CustomerMark {
  /** The relationship's, or {@link everything}. */
  id: string
  /** What arrived until then they have seen, server clock, ms. */
  seenAt: number
  isFavourite: boolean
}

/** Of all accounts at once. */
export const everything = 'all'

/** Whether somebody else did it than this person, or Tandem in their organisation's name. */
export function isByOthers(
  actor: { organisationId: OrganisationId; userId: UserId | null },
  reader: { id: UserId; organisationId: OrganisationId },
): boolean {
  if (actor.organisationId !== reader.organisationId) return true
  return actor.userId !== null && actor.userId !== reader.id
}
