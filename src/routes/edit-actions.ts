import { discardItem } from '#lib/commands/waiting/discard-item.ts'
import { dismissOverwritten } from '#lib/commands/facts/dismiss-overwritten.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { keepTyping, releaseTyping } from '#lib/commands/facts/keep-typing.ts'
import { leaveField } from '#lib/commands/facts/leave-field.ts'
import { restoreValue } from '#lib/commands/facts/restore-value.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import type { EditActions } from '#lib/ui/account/edited-document.ts'

const storing = new Set<Promise<void>>()

function remember<Result>(work: Promise<Result>): Promise<Result> {
  const settled = work.then(
    () => undefined,
    () => undefined, // the field says so
  )
  storing.add(settled)
  void settled.then(() => storing.delete(settled))
  return work
}

/** Resolves when every edit made so far is stored, or its field says that it is not. */
export async function editsSettled(): Promise<void> {
  while (storing.size > 0) await Promise.all(storing)
}

/** What an account's fields do, on the signed-in person's device. */
export const editActions: EditActions = {
  setField: ({ documentId, field, value, typing }) => remember(editField(documentId, field, value, { typing })),
  setText: ({ documentId, field, value, seen, own, typing }) =>
    remember(editText(documentId, field, value, seen, own, { typing })),
  keep: keepTyping,
  release: releaseTyping,
  leave: ({ documentId, field }) => remember(leaveField(documentId, field)),
  restore: (changeId) => restoreValue(changeId),
  dismiss: (changeId) => dismissOverwritten(changeId),
  undo: (changeId, options) => undoChange(changeId, options),
  discard: (itemId) => discardItem(itemId),
}
