import { findCurrentDevice } from '../session/current-device.svelte.ts'

export interface LiveDraft<Value> {
  readonly ready: boolean
  /** Assign to it or change it in place: it is stored on this device at once. */
  value: Value
  readonly savedAt: number | null
  discard(): Promise<void>
}

/** Something half typed that survives a reload; `empty` when there is none. Fields that `empty` doesn't have are dropped. */
export function draft<Value extends object>(key: string, empty: Value): LiveDraft<Value> {
  let value = $state<Value>(structuredClone(empty))
  let ready = $state(false)
  let savedAt = $state<number | null>(null)
  let stored = JSON.stringify(empty)

  $effect(() => {
    const device = findCurrentDevice()
    if (!device) return
    void device.store.drafts.get(key).then((row) => {
      if (row) {
        value = { ...structuredClone(empty), ...(row.value as Partial<Value>) }
        savedAt = row.savedAt
      }
      stored = JSON.stringify(value)
      ready = true
    })
  })
  $effect(() => {
    const now = JSON.stringify(value)
    const device = findCurrentDevice()
    if (!ready || !device || now === stored) return
    stored = now
    const at = device.clock.now()
    void device.store.drafts.put({ key, value: JSON.parse(now) as Value, savedAt: at }).then(() => (savedAt = at))
  })
  return {
    get ready() {
      return ready
    },
    get value() {
      return value
    },
    set value(next) {
      value = next
    },
    get savedAt() {
      return savedAt
    },
    async discard() {
      stored = JSON.stringify(empty)
      value = structuredClone(empty)
      savedAt = null
      await findCurrentDevice()?.store.drafts.delete(key)
    },
  }
}
