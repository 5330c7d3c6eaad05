import type { ChangeId } from '#shared/domain/ids.ts'
import { defineCommand } from '../define-command.ts'

/** The person has seen the overwritten value and lets it go; the change log keeps it. */
export const dismissOverwritten = defineCommand(async (device, changeId: ChangeId): Promise<void> => {
  await device.store.dismissed.put({ changeId })
})
