import type { Workbox } from 'workbox-window'

/** A changed service worker waits until the person agrees; then it takes over and the page reloads exactly once. */
export class AppUpdate {
  #waiting = $state(false)
  #workbox: Workbox | null = null
  #agreed = false

  get waiting(): boolean {
    return this.#waiting
  }

  async register(): Promise<void> {
    if (!('serviceWorker' in navigator)) return
    try {
      const { Workbox } = await import('workbox-window')
      const workbox = new Workbox('/service-worker.js', { type: 'module' })
      workbox.addEventListener('waiting', () => (this.#waiting = true))
      workbox.addEventListener('controlling', () => {
        if (this.#agreed) location.reload()
      })
      this.#workbox = workbox
      await workbox.register()
    } catch {
      // Without a service worker (private window, plain http) the app works, only not from a cold start offline.
    }
  }

  apply(): void {
    this.#agreed = true
    this.#workbox?.messageSkipWaiting()
  }
}
