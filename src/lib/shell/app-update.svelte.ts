import type { Workbox } from 'workbox-window'

/** A changed service worker waits until the person agrees; then it takes over and the page reloads exactly once. */
export class AppUpdate {
  #waiting = $state(false)
  #startsOffline = $state<boolean | null>(null)
  #workbox: Workbox | null = null
  #agreed = false

  get waiting(): boolean {
    return this.#waiting
  }

  /** Whether this device has all that a start without a network needs; null until it is known. */
  get startsOffline(): boolean | null {
    return this.#startsOffline
  }

  async register(): Promise<void> {
    if (!('serviceWorker' in navigator)) {
      this.#startsOffline = false
      return
    }
    try {
      const { Workbox } = await import('workbox-window')
      const workbox = new Workbox('/service-worker.js', { type: 'module' })
      workbox.addEventListener('waiting', () => (this.#waiting = true))
      workbox.addEventListener('controlling', () => {
        if (this.#agreed) location.reload()
      })
      this.#workbox = workbox
      await workbox.register()
      addEventListener('online', () => void this.mend())
      await this.mend()
    } catch {
      // Without a service worker (private window, plain http) the app works, only not from a cold start offline.
      this.#startsOffline = false
    }
  }

  /** Has the worker look whether the shell is whole, and fetch what is missing. */
  async mend(): Promise<void> {
    const { active } = await navigator.serviceWorker.ready
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => (this.#startsOffline = data === true)
    active?.postMessage({ type: 'MEND_SHELL' }, [port2])
  }

  apply(): void {
    this.#agreed = true
    this.#workbox?.messageSkipWaiting()
  }
}
