import type { HandleClientError } from '@sveltejs/kit'
import { dev } from '$app/environment'
import { page } from '$app/state'
import { noteError, startApp } from '#lib/app.ts'

addEventListener('error', ({ error }: ErrorEvent) => noteError(error, page.route.id))
addEventListener('unhandledrejection', ({ reason }) => noteError(reason, page.route.id))

/** What failed on the way to a page. */
export const handleError: HandleClientError = ({ error, event, status, message }) => {
  if (status !== 404) noteError(error, event.route.id)
  return { message }
}

/** Once, before the first page: who is signed in is read from this device while the page gets ready. */
export function init(): void {
  void startApp({ serviceWorker: !dev })
}
