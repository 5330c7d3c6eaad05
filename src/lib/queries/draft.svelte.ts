import { storing } from '../local-store/storing.ts'
import { findCurrentDevice, reportWhileHere } from '../session/current-device.svelte.ts'

export interface LiveDraft<Value> {
  readonly ready: boolean
  /** Assign to it or change it in place: it is stored on this device at once. */
  value: Value
  /** When it was stored last; null when it never was, or not as it is now. */
  readonly savedAt: number | null
  /** The device had no room for it. */
  readonly notSaved: boolean
  discard(): Promise<void>
}

/** Something half typed that survives a reload; `empty` when there is none. Fields that `empty` doesn't have are dropped. */
export function draft<Value extends object>(key: string, empty: Value): LiveDraft<Value> {
  let value = $state<Value>(structuredClone(empty))
  let ready = $state(false)
  let savedAt = $state<number | null>(null)
  let notSaved = $state(false)
  let stored = JSON.stringify(empty)

  $effect(() => {
    const device = findCurrentDevice()
    if (!device) return
    const read = device.store.drafts.get(key).then((row) => {
      if (row) {
        value = { ...structuredClone(empty), ...(row.value as Partial<Value>) }
        savedAt = row.savedAt
      }
      stored = JSON.stringify(value)
      ready = true
    })
    read.catch(reportWhileHere(device))
  })
  $effect(() => {
    const now = JSON.stringify(value)
    const device = findCurrentDevice()
    if (!ready || !device || now === stored) return
    stored = now
    const at = device.clock.now()
    const put = storing(() => device.store.drafts.put({ key, value: JSON.parse(now) as Value, savedAt: at }))
    put.then(
      () => settle(now, at),
      () => settle(now, null),
    )
  })

  /** Only what is on the screen counts: an earlier text that was stored says nothing of it. */
  function settle(text: string, at: number | null) {
    if (text !== stored) return
    savedAt = at
    notSaved = at === null
  }
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
    get notSaved() {
      return notSaved
    },
    async discard() {
      stored = JSON.stringify(empty)
      value = structuredClone(empty)
      savedAt = null
      notSaved = false
      const device = findCurrentDevice()
      if (device) await storing(() => device.store.drafts.delete(key))
    },
  }
}
