import { discardItem } from '#lib/commands/waiting/discard-item.ts'
import { dismissOverwritten } from '#lib/commands/facts/dismiss-overwritten.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { restoreValue } from '#lib/commands/facts/restore-value.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import type { LiveActions } from '#lib/ui/account/live-view.ts'

/** What live fields do, on the signed-in person's device. */
export const liveActions: LiveActions = {
  setField: ({ documentId, field, value }) => editField(documentId, field, value),
  setText: ({ documentId, field, value, seen }) => editText(documentId, field, value, seen),
  restore: (changeId) => restoreValue(changeId),
  dismiss: (changeId) => dismissOverwritten(changeId),
  undo: (changeId, options) => undoChange(changeId, options),
  discard: (itemId) => discardItem(itemId),
}
