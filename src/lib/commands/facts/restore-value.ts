import type { ChangeId } from '#shared/domain/ids.ts'
import { dismissOverwritten } from './dismiss-overwritten.ts'
import { defineCommand } from '../define-command.ts'
import { undoChange } from './undo-change.ts'

/** Brings back a value that was overwritten (H1): one tap, the person has both values before them. */
export const restoreValue = defineCommand(async (device, changeId: ChangeId): Promise<void> => {
  await undoChange.on(device, changeId, { evenIfChanged: true })
  await dismissOverwritten.on(device, changeId)
})
