import type { Device } from '../local-store/device.ts'
import type { Draft } from '../local-store/local-store.ts'
import { storing } from '../local-store/storing.ts'
import { findCurrentDevice, reportWhileHere } from '../session/current-device.svelte.ts'
import { findUnstoredDraft, keepUnstoredDraft, releaseUnstoredDraft } from '../outbox/unstored-drafts.ts'

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

/** Something half typed that survives a reload; `empty`, or what stands there to be changed, when there is none. */
export function draft<Value extends object>(key: string, empty: Value): LiveDraft<Value> {
  const emptyText = JSON.stringify(empty)
  let value = $state<Value>(structuredClone(empty))
  let ready = $state(false)
  let savedAt = $state<number | null>(null)
  let notSaved = $state(false)
  /** What was handed to the store last, and what is known to lie there. */
  let handed = emptyText
  let stored = emptyText
  /** A page that went has kept it outside the store: this one before it came back, or the one before. */
  let isKept = false

  $effect(() => {
    const device = findCurrentDevice()
    if (!device) return
    // Asked for first: meanwhile it may be entered into the store.
    const unstored = findUnstoredDraft(device.user.id, key)
    const read = device.store.drafts.get(key).then((row) => enter(device, row, unstored))
    read.catch(reportWhileHere(device))
  })

  function enter(device: Device, row: Draft | undefined, unstored: Draft | undefined) {
    const textOf = (found: Draft | undefined) => JSON.stringify({ ...empty, ...(found?.value as Partial<Value>) })
    const found = unstored && (!row || unstored.savedAt >= row.savedAt) ? unstored : row
    handed = stored = textOf(row)
    isKept = unstored !== undefined
    // What was typed before the store had answered stays.
    if (found && JSON.stringify(value) === emptyText) {
      value = JSON.parse(textOf(found)) as Value
      savedAt = found.savedAt
    }
    ready = true
  }

  $effect(() => {
    const now = JSON.stringify(value)
    const device = findCurrentDevice()
    if (!ready || !device || now === handed) return
    handed = now
    const at = device.clock.now()
    const { drafts } = device.store
    // What is as it was at first is nothing half typed.
    const work = () =>
      now === emptyText ? drafts.delete(key) : drafts.put({ key, value: JSON.parse(now) as Value, savedAt: at })
    storing<unknown>(work).then(
      () => settle(device, now, at),
      () => settle(device, now, null),
    )
  })

  /** Only what is on the screen counts: an earlier text that was stored says nothing of it. */
  function settle(device: Device, text: string, at: number | null) {
    if (at !== null) stored = text
    if (text !== handed) return
    savedAt = text === emptyText ? null : at
    notSaved = at === null
    if (at !== null) release(device)
  }

  function release(device: Device) {
    if (isKept) releaseUnstoredDraft(device.user.id, key)
    isKept = false
  }

  /** A transaction ends with its page. */
  function keep() {
    const device = findCurrentDevice()
    const now = JSON.stringify(value)
    if (!ready || !device || now === stored) return
    keepUnstoredDraft(device.user.id, { key, value: JSON.parse(now) as Value, savedAt: device.clock.now() })
    isKept = true
  }
  $effect(() => {
    addEventListener('pagehide', keep)
    return () => removeEventListener('pagehide', keep)
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
    get notSaved() {
      return notSaved
    },
    async discard() {
      handed = emptyText
      value = structuredClone(empty)
      savedAt = null
      notSaved = false
      const device = findCurrentDevice()
      if (!device) return
      await storing(() => device.store.drafts.delete(key))
      stored = emptyText
      release(device)
    },
  }
}
