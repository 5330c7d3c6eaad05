import type { ItemId } from '#shared/domain/ids.ts'
import { intentValues } from '#shared/domain/intent.ts'
import { defineCommand } from './define-command.ts'

/** Puts a refused `ADD CUSTOMER` back into its form, with the edits that depended on it (H5). */
export const reopenAsDraft = defineCommand(async (device, id: ItemId): Promise<void> => {
  const { store } = device
  await store.transaction('rw', store.outbox, store.drafts, async () => {
    const item = await store.outbox.where('id').equals(id).first()
    if (item?.state !== 'refused' || !item.form) return
    const dependents = await store.outbox.filter((other) => other.dependsOn.includes(id)).sortBy('number')
    const later = Object.fromEntries(dependents.flatMap((other) => (other.body.kind === 'edit' ? intentValues(other.body.intents) : [])))
    const known = Object.fromEntries(Object.entries(later).filter(([field]) => field in item.form!))
    await store.drafts.put({ key: 'add-customer', value: { ...item.form, ...known }, savedAt: device.clock.now() })
    await store.outbox.bulkDelete([item, ...dependents].map((gone) => gone.number))
  })
})
