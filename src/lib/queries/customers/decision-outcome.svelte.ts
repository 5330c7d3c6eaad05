import type { ItemId } from '#shared/domain/ids.ts'
import { watch } from '../watch.svelte.ts'

/** What the server answered to a decision made here; null while it hasn't, or when the item is gone. */
export function decisionOutcome(itemId: () => ItemId | null): { readonly current: 'accepted' | 'refused' | null } {
  const item = watch(itemId, async ({ store }, id) =>
    id ? await store.outbox.where('id').equals(id).first() : undefined,
  )
  return {
    get current() {
      const state = item.current?.id === itemId() ? item.current?.state : undefined
      if (state === 'accepted' || state === 'settled') return 'accepted'
      return state === 'refused' ? 'refused' : null
    },
  }
}
