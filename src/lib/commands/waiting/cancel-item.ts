import type { ItemId } from '#shared/domain/ids.ts'
import { outboxTables } from '../../outbox/append-item.ts'
import { remakeDocuments } from '../../outbox/remake-items.ts'
import { defineCommand } from '../define-command.ts'

/**
 * Takes back an edit that never left this device; later waiting edits of the document are made again without it. Earlier ones
 * may be on their way and stay as they are: made again, their answer would find nothing under their numbers, and what is
 * typed on them afterwards would build on characters that the server never gets.
 */
export const cancelItem = defineCommand(async (device, id: ItemId): Promise<void> => {
  const { store } = device
  await store.transaction('rw', [...outboxTables(store)], async () => {
    const item = await store.outbox.where('id').equals(id).first()
    if (!item || item.state !== 'queued' || item.attempts > 0) return
    await store.outbox.delete(item.number)
    await remakeDocuments(device, item.documentIds, item.number)
  })
})
