import { findDecision } from '#shared/decisions/registry.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import type { Intent } from '#shared/domain/document/intent.ts'
import { intentValues } from '#shared/domain/document/intent.ts'
import { formKeyOf, refusedKeyOf } from '#shared/decisions/form-key.ts'
import { isUntried, type OutboxItem } from '../../local-store/outbox-item.ts'
import { storing } from '../../local-store/storing.ts'
import { defineCommand } from '../define-command.ts'

/**
 * Puts a decision that was refused, or never sent, back into its form, with the edits that depended on it (H5). False when it
 * was sent meanwhile, or when the form holds something else: that is not overwritten.
 */
export const reopenAsDraft = defineCommand(async (device, id: ItemId): Promise<boolean> => {
  const { store } = device
  return storing(() =>
    store.transaction('rw', store.outbox, store.writers, store.drafts, async () => {
      const item = await store.outbox.where('id').equals(id).first()
      if (!item?.form || item.body.kind !== 'command' || !(item.state === 'refused' || isUntried(item))) return false
      const { name } = item.body
      const key = formKeyOf(name, item.about ? item.relationshipId : null)
      const draft = await store.drafts.get(key)
      if (draft && JSON.stringify(draft.value) !== JSON.stringify(emptyFormOf(name))) return false
      const dependents = await store.outbox.filter((other) => other.dependsOn.includes(id)).sortBy('number')
      const later = Object.fromEntries(
        dependents.flatMap((other) => (other.body.kind === 'edit' ? intentValues(other.body.intents) : [])),
      )
      const known = Object.fromEntries(Object.entries(later).filter(([field]) => field in item.form!))
      await store.drafts.put({ key, value: { ...item.form, ...known }, savedAt: device.clock.now() })
      await store.drafts.put({ key: refusedKeyOf(key), value: refusedFields(item), savedAt: device.clock.now() })
      // Notes and tags have no place in the form: they stay in the outbox, to be copied or discarded.
      const isInForm = ({ body }: OutboxItem) => body.kind === 'edit' && isCarried(body.intents, item.form!)
      const carried = dependents.filter(isInForm)
      await store.outbox.bulkDelete([item, ...carried].map((gone) => gone.number))
      const left = dependents.filter((other) => !isInForm(other))
      await store.outbox.bulkPut(left.map((other) => ({ ...other, state: 'refused', code: 'depends-on-refused' })))
      await store.writers.bulkDelete(item.documentIds)
      return true
    }),
  )
})

function emptyFormOf(name: string) {
  const decision = findDecision(name)
  return decision && 'form' in decision ? decision.form : null
}

/** Field → what was wrong with which value, so that the form can say it at the field until it is changed. */
export type RefusedFormFields = Record<string, { code: string; value: string }>

function refusedFields({ form, fieldErrors }: OutboxItem): RefusedFormFields {
  const entries = Object.entries(fieldErrors).map(([field, code]) => [
    field,
    { code, value: String(form?.[field] ?? '') },
  ])
  return Object.fromEntries(entries) as RefusedFormFields
}

function isCarried(intents: readonly Intent[], form: NonNullable<OutboxItem['form']>): boolean {
  return intents.every((intent) => intent.kind === 'set' && intent.field in form)
}
