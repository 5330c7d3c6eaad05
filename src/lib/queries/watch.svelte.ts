import { findCurrentDevice, reportWhileHere } from '../session/current-device.svelte.ts'
import type { Device } from '../local-store/device.ts'
import { watchRead } from '../local-store/local-store.ts'

/**
 * A read of the local store that stays true while the component lives: it runs again when what it read
 * changes, in any tab, and when `args` or the signed-in person change. `undefined` until the first answer.
 */
export function watch<Args, Result>(
  args: () => Args,
  query: (device: Device, args: Args) => Promise<Result>,
): { readonly current: Result | undefined } {
  let current = $state.raw<Result>()
  $effect(() => {
    const device = findCurrentDevice()
    const given = args()
    if (!device) {
      current = undefined
      return
    }
    const subscription = watchRead(() => query(device, given)).subscribe({
      next: (value) => (current = value),
      error: reportWhileHere(device),
    })
    return () => subscription.unsubscribe()
  })
  return {
    get current() {
      return current
    },
  }
}

/** The same for reads that every page shares: one for the life of the tab. For module level, where no component owns it. */
export function watchForever<Result>(query: (device: Device) => Promise<Result>): () => Result | undefined {
  let shared: { readonly current: Result | undefined } | undefined
  $effect.root(() => void (shared = watch(() => null, query)))
  return () => shared?.current
}
