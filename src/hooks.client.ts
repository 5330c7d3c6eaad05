import { dev } from '$app/environment'
import { startApp } from '#lib/app.ts'

/** Once, before the first page: who is signed in is read from this device while the page gets ready. */
export function init(): void {
  void startApp({ serviceWorker: !dev })
}
