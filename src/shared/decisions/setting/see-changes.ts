import type { RelationshipId } from '../../domain/ids.ts'
import { everything } from '../../domain/personal/customer-mark.ts'
import { defineSetting } from './define-setting.ts'

interface Input {
  of: RelationshipId | typeof everything
  /** Server clock, ms; it never goes back. */
  seenAt: number
}

/** What arrived until then has been seen (H4), on every device of the person. */
export const seeChanges = {
  ...defineSetting('see-changes', ({ of: id, seenAt }: Input) => [
    { kind: 'customer-mark', id, patch: { id, seenAt } },
  ]),
  byLooking: true,
} as const
