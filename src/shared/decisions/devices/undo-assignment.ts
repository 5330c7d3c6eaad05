import type { ChangeId } from '../../domain/ids.ts'
import { defineSetting } from '../setting/define-setting.ts'
import type { OfOwner } from './define-device-decision.ts'

type Input = OfOwner & { changeId: ChangeId }

/** Each device gets what it had before, unless it was assigned anew since (H3). */
export const undoAssignment = defineSetting(
  'undo-assignment',
  (_input: Input) => [],
  ({ changeId }) => changeId,
)
