import type { ItemId } from '#shared/domain/ids.ts'
import { isUntried } from '../../local-store/outbox-item.ts'
import { storing } from '../../local-store/storing.ts'
import { outboxTables } from '../../outbox/append-item.ts'
import { remakeDocuments } from '../../outbox/remake-items.ts'
import { defineCommand } from '../define-command.ts'

/**
 * Takes back what never left this device, with what depends on it; later waiting edits of the document are made again without
 * it. Earlier ones may be on their way and stay as they are: made again, their answer would find nothing under their numbers,
 * and what is typed on them afterwards would build on characters that the server never gets. False when it was too late.
 */
export const cancelItem = defineCommand(async (device, id: ItemId): Promise<boolean> => {
  const { store } = device
  return storing(() =>
    store.transaction('rw', [...outboxTables(store)], async () => {
      const item = await store.outbox.where('id').equals(id).first()
      if (!item || !isUntried(item)) return false
      const dependents = await store.outbox.filter((other) => other.dependsOn.includes(id)).primaryKeys()
      await store.outbox.bulkDelete([item.number, ...dependents])
      await remakeDocuments(device, item.documentIds, item.number)
      return true
    }),
  )
})
