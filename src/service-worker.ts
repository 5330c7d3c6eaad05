/// <reference no-default-lib="true" />
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/// <reference types="@sveltejs/kit" />
// Keeps the app's shell on the device, so that it opens without a network. Never data: that lives in
// the local store, under its own rules. A new version waits until the page asks for it.
import { build, files, version } from '$service-worker'
import { cacheNames, clientsClaim } from 'workbox-core'
import { createHandlerBoundToURL, getCacheKeyForURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

const worker = self as unknown as ServiceWorkerGlobalScope
const shell = '/200.html'

const kept = [
  // Kit leaves its fallback page out of both lists.
  { url: shell, revision: version },
  // Hashed names: the content never changes under one, so an update fetches only what is new.
  ...build.map((url) => ({ url, revision: null })),
  // Pictures of the app are for its README and for shops, not for the device.
  ...files.filter((url) => !url.startsWith('/screenshots/')).map((url) => ({ url, revision: version })),
]
precacheAndRoute(kept)

registerRoute(
  new NavigationRoute(createHandlerBoundToURL(shell), {
    denylist: [/^\/(api|ws|mailbox|healthz|readyz|metrics)(\/|\?|$)/],
  }),
)

clientsClaim()

worker.addEventListener('message', (event) => {
  const type = (event.data as { type?: unknown } | null)?.type
  if (type === 'SKIP_WAITING') void worker.skipWaiting()
  if (type === 'MEND_SHELL') event.waitUntil(mendShell().then((isWhole) => event.ports[0]?.postMessage(isWhole)))
})

/** Browsers may throw the cache away and keep the worker: what is missing is fetched again. Whether all is there now. */
async function mendShell(): Promise<boolean> {
  try {
    const cache = await caches.open(cacheNames.precache)
    const held = new Set((await cache.keys()).map(({ url }) => url))
    const addressOf = (url: string) => new URL(getCacheKeyForURL(url) ?? url, location.origin).href
    const missing = kept.filter(({ url }) => !held.has(addressOf(url)))
    const mended = await Promise.all(missing.map(({ url }) => fetchKept(cache, url, addressOf(url))))
    return mended.every(Boolean)
  } catch {
    return false
  }
}

async function fetchKept(cache: Cache, url: string, address: string): Promise<boolean> {
  const response = await fetch(url, { cache: 'no-cache' })
  if (!response.ok || (url === shell && !(await isOfThisBuild(response.clone())))) return false
  await cache.put(address, response)
  return true
}

/** A newer server's shell asks for files that this worker doesn't keep: it comes with its own worker. */
async function isOfThisBuild(response: Response): Promise<boolean> {
  const asked = (await response.text()).match(/\/_app\/immutable\/[^"'\s)]+/g) ?? []
  return asked.length > 0 && asked.every((url) => build.includes(url))
}
