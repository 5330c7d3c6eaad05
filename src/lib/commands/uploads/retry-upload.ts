import { partIn, partsByUpload } from '#shared/decisions/reseller/upload-parts.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import type { Device } from '../../local-store/device.ts'
import type { OutboxItem } from '../../local-store/outbox-item.ts'
import { appendItem, outboxTables } from '../../outbox/append-item.ts'

/** All parts of the upload that were refused, once more and in their order; what has arrived stays. */
export async function retryUpload(device: Device, { body }: Pick<OutboxItem, 'body'>): Promise<void> {
  const { store } = device
  const uploadId = partIn(body)?.uploadId
  if (!uploadId) return
  await store.transaction('rw', [...outboxTables(store)], async () => {
    const refused = await store.outbox.where('state').equals('refused').sortBy('number')
    let first: ItemId | null = null
    for (const { item } of partsByUpload(refused).get(uploadId) ?? []) {
      const again = await appendItem(device, { ...item, dependsOn: first ? [first] : [], foretells: [] })
      await store.outbox.delete(item.number)
      first ??= again.id
    }
  })
}
