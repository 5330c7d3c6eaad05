/// <reference no-default-lib="true" />
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/// <reference types="@sveltejs/kit" />
// Keeps the app's shell on the device, so that it opens without a network. Never data: that lives in
// the local store, under its own rules. A new version waits until the page asks for it.
import { build, files, version } from '$service-worker'
import { clientsClaim } from 'workbox-core'
import { createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

const worker = self as unknown as ServiceWorkerGlobalScope
const shell = '/200.html'

precacheAndRoute([
  // Kit leaves its fallback page out of both lists.
  { url: shell, revision: version },
  // Hashed names: the content never changes under one, so an update fetches only what is new.
  ...build.map((url) => ({ url, revision: null })),
  // Pictures of the app are for its README and for shops, not for the device.
  ...files.filter((url) => !url.startsWith('/screenshots/')).map((url) => ({ url, revision: version })),
])

registerRoute(
  new NavigationRoute(createHandlerBoundToURL(shell), {
    denylist: [/^\/(api|ws|mailbox|healthz|readyz|metrics)(\/|\?|$)/],
  }),
)

clientsClaim()

worker.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void worker.skipWaiting()
})
