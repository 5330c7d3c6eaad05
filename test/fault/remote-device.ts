/** A device's own store, commands and sync over a real wire: what a browser would lend it is lent by Node. */
// Before Dexie, which looks for IndexedDB when it is loaded.
import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import WebSocket from 'ws'
import { cryptoIds } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type { Device } from '#lib/local-store/device.ts'
import { LocalStore } from '#lib/local-store/local-store.ts'
import type { SignedIn } from '../bench/nodes/simulated-client.ts'

export interface RemoteDevice extends Device {
  signedIn: SignedIn
}

export async function openRemoteDevice(
  signedIn: SignedIn,
  origin: string,
  clock = { now: () => Date.now() },
): Promise<RemoteDevice> {
  const response = await fetch(`${origin}/api/session`, { headers: { cookie: signedIn.cookie } })
  const { user } = (await response.json()) as { user: SignedInUser }
  const store = new LocalStore(user.id, { indexedDB: new IDBFactory(), IDBKeyRange })
  return { signedIn, user, store, ids: cryptoIds, clock }
}

const realFetch = globalThis.fetch

/** Page, cookie and origin as `httpTransport` finds them in a browser; returns what undoes it. */
export function lendBrowser({ cookie }: SignedIn, pageOrigin: string): () => void {
  const before = { fetch: realFetch, WebSocket: globalThis.WebSocket, location: globalThis.location }
  const headers = { cookie, origin: pageOrigin }
  class PageSocket extends WebSocket {
    constructor(url: URL) {
      super(url, { headers, perMessageDeflate: false })
      // The browser tells of an error by closing.
      this.on('error', () => {})
    }
  }
  // A page's own requests are paths; anybody else's in this process stay what they are.
  const pageFetch = (path: string, init: RequestInit) =>
    path.startsWith('/')
      ? realFetch(pageOrigin + path, { ...init, headers: { ...init.headers, ...headers, connection: 'close' } })
      : realFetch(path, init)
  Object.assign(globalThis, { fetch: pageFetch, WebSocket: PageSocket, location: new URL(`${pageOrigin}/`) })
  return () => Object.assign(globalThis, before)
}
