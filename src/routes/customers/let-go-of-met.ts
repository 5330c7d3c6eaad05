import { discardItem } from '#lib/commands/waiting/discard-item.ts'
import type { RefusedDecision } from '#lib/queries/customers/waiting-decision.ts'

/** Call as the other side's request is answered: one's own that met it has nothing to say any more (M18). */
export async function letGoOfMet(refused: RefusedDecision | null): Promise<void> {
  if (refused?.code === 'they-already-asked') await discardItem(refused.itemId)
}
