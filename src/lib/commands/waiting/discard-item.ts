import type { ItemId } from '#shared/domain/ids.ts'
import { defineCommand } from '../define-command.ts'

/** Lets a refused item go, and what depended on it. */
export const discardItem = defineCommand(async (device, id: ItemId): Promise<void> => {
  const { outbox } = device.store
  await outbox.filter((item) => item.state === 'refused' && (item.id === id || item.dependsOn.includes(id))).delete()
})
