import type { CustomerForm } from '#shared/domain/facts/customer-form.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import type { Intent } from '#shared/domain/facts/intent.ts'
import { intentValues } from '#shared/domain/facts/intent.ts'
import type { OutboxItem } from '../../local-store/outbox-item.ts'
import { defineCommand } from '../define-command.ts'

/** Puts a refused `ADD CUSTOMER` back into its form, with the edits that depended on it (H5). */
export const reopenAsDraft = defineCommand(async (device, id: ItemId): Promise<void> => {
  const { store } = device
  await store.transaction('rw', store.outbox, store.drafts, async () => {
    const item = await store.outbox.where('id').equals(id).first()
    if (item?.state !== 'refused' || !item.form) return
    const dependents = await store.outbox.filter((other) => other.dependsOn.includes(id)).sortBy('number')
    const later = Object.fromEntries(
      dependents.flatMap((other) => (other.body.kind === 'edit' ? intentValues(other.body.intents) : [])),
    )
    const known = Object.fromEntries(Object.entries(later).filter(([field]) => field in item.form!))
    await store.drafts.put({ key: 'add-customer', value: { ...item.form, ...known }, savedAt: device.clock.now() })
    await store.drafts.put({ key: 'add-customer-refused', value: refusedFields(item), savedAt: device.clock.now() })
    // Notes and tags have no place in the form: they stay in the outbox, to be copied or discarded.
    const carried = dependents.filter(
      (other) => other.body.kind === 'edit' && isCarried(other.body.intents, item.form!),
    )
    await store.outbox.bulkDelete([item, ...carried].map((gone) => gone.number))
  })
})

/** Field → what was wrong with which value, so that the form can say it at the field until it is changed. */
export type RefusedFormFields = Record<string, { code: string; value: string }>

function refusedFields({ form, fieldErrors }: OutboxItem): RefusedFormFields {
  const entries = Object.entries(fieldErrors).map(([field, code]) => [
    field,
    { code, value: String(form?.[field as keyof CustomerForm] ?? '') },
  ])
  return Object.fromEntries(entries) as RefusedFormFields
}

function isCarried(intents: readonly Intent[], form: CustomerForm): boolean {
  return intents.every((intent) => intent.kind === 'set' && intent.field in form)
}
